# Serves a decision by flags.
#
#   $1 its generation    $2 what it says, in short    $3 whether it is open for users: yes or no
#   $4 how many of ten clients green gets    $5 the decision as JSON
# What is read: the new files.
generation=$1 summary=$2 open=$3 green=$4 decision=$5

in_force() {
    current=$(readlink "$state/current" 2>/dev/null) || return 1
    force=${current#g}
    force=${force%%.*}
}

refuse_older() {
    in_force || return 0
    if [ "$generation" -lt "$force" ]; then
        fail 21 "generation $force is in force"
    fi
    if [ "$generation" = "$force" ] && [ "$summary" != "$(cat "$state/current/summary" 2>/dev/null)" ]; then
        fail 22 "$(cat "$state/current/summary" 2>/dev/null)"
    fi
}

# Whether the flags say all that already.
switched() {
    in_force || return 1
    [ "$generation" = "$force" ] || return 1
    if [ "$open" = yes ]; then [ -e "$state/current/open" ]; else [ ! -e "$state/current/open" ]; fi
}

# A whole new folder of flags, and one rename that makes it the one that counts.
switch_flags() {
    next=$(mktemp -d "$state/g$generation.XXXXXX") || fail 29 "$state cannot be written to"
    flags=generation-$generation
    [ "$open" = no ] || flags="$flags open"
    bucket=0
    while [ "$bucket" -lt "$green" ]; do
        flags="$flags green-$bucket"
        bucket=$((bucket + 1))
    done
    (
        cd "$next" || exit 1
        printf '%s\n' "$decision" >decision.json && printf '%s\n' "$summary" >summary || exit 1
        # shellcheck disable=SC2086
        touch $flags && chmod 755 . || exit 1
        sync decision.json summary . 2>/dev/null || true
    ) || fail 29 "$next cannot be written to"
    #: flagged
    rm -f "$state/.current.new"
    ln -s "${next##*/}" "$state/.current.new" && mv -fT "$state/.current.new" "$state/current" ||
        fail 29 "$state/current cannot be replaced"
    #: switched
    sync "$state" 2>/dev/null
}

# Folders that no longer count.
sweep() {
    kept=$(readlink "$state/current")
    for old in "$state"/g[0-9]*; do
        [ "${old##*/}" = "$kept" ] || rm -rf "$old"
    done
}

alone
recover
refuse_older
token
receive
# What is closed keeps its addresses: they are of no use to anybody.
{ [ "$open" = no ] && [ -e "$state/served" ]; } || installed || install_new
switched || switch_flags
sweep
echo "token $token"
