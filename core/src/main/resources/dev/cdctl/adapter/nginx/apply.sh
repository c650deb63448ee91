# Serves a decision by flags.
#
#   $1 its generation    $2 what it says, in short    $3 whether it is open for users: yes or no
#   $4 how many of ten clients green gets    $5 the decision as JSON    $6 the digest of the new files
# What is read: the new files.
generation=$1 summary=$2 open=$3 green=$4 decision=$5 digest=$6

refuse_older() {
    [ -n "$force" ] || return 0
    if [ "$generation" -lt "$force" ]; then
        fail 21 "generation $force is in force"
    fi
    if [ "$generation" = "$force" ] && [ -n "$said" ] && [ "$summary" != "$said" ]; then
        fail 22 "$said is in force, $summary was to be"
    fi
}

# Whether the flags say all that already.
switched() {
    [ "$generation" = "$force" ] && [ -n "$said" ] || return 1
    if [ "$open" = yes ]; then [ -e "$state/current/open" ]; else [ ! -e "$state/current/open" ]; fi
}

# A whole new folder of flags, and one rename that makes it the one that counts. What nginx looks at are names, which
# file systems keep in the order they were made in; so the disk is waited for after the rename, which users wait for.
switch_flags() {
    next=$state/.current.new
    is_prepared || prepare
    { printf '%s\n' "$decision" >"$next/decision.json" && printf '%s\n' "$summary" >"$next/summary"; } 2>/dev/null ||
        fail 29 "$next cannot be written to"
    : >"$next/generation-$generation"
    [ "$open" = no ] || : >"$next/open"
    bucket=0
    while [ "$bucket" -lt "$green" ]; do
        : >"$next/green-$bucket"
        bucket=$((bucket + 1))
    done
    #: flagged
    mv -fT "$next" "$state/current" || fail 29 "$state/current cannot be replaced"
    #: switched
    sync "$state/current/decision.json" "$state/current/summary" "$state/current/" "$state" 2>/dev/null
}

# Whether the run before has left an empty folder for this one, and a link to it: that is two programs less to start.
is_prepared() {
    [ -d "$next/" ] || return 1
    for file in "$next"/*; do
        [ ! -e "$file" ] || return 1
    done
}

prepare() {
    folder=$state/g$generation.$$
    while ! mkdir "$folder" 2>/dev/null; do
        [ -e "$folder" ] || fail 29 "$folder cannot be made"
        folder=$folder.$$
    done
    ln -sfn "${folder##*/}" "$state/.current.new" || fail 29 "$state/.current.new cannot be made"
}

# Folders that no longer count.
sweep() {
    current=$(readlink "$state/current")
    for old in "$state"/g[0-9]*; do
        [ "${old##*/}" = "$current" ] || rm -rf "$old"
    done
}

alone
recover
in_force
refuse_older
token
# What is closed keeps its addresses: they are of no use to anybody.
if ! { [ "$open" = no ] && [ -s "$state/served" ]; } && ! installed "$digest"; then
    receive "$digest"
    install_new
fi
switched || switch_flags
sweep
(prepare) >/dev/null
echo "token $token"
