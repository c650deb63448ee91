# Serves a decision by flags.
#
#   $1 its generation    $2 what it says, in short    $3 whether it is open for users: yes or no
#   $4 how many of ten clients green gets    $5 the decision as JSON    $6 the digest of the new files
# What is read: the new files.
generation=$1 summary=$2 open=$3 green=$4 decision=$5 digest=$6

# Which folder of flags counts, and of which generation it is.
in_force() {
    force= said=
    current=$(readlink "$state/current" 2>/dev/null) || return 0
    force=${current#g}
    force=${force%%.*}
    [ ! -e "$state/current/summary" ] || read -r said <"$state/current/summary"
}

refuse_older() {
    [ -n "$force" ] || return 0
    if [ "$generation" -lt "$force" ]; then
        fail 21 "generation $force is in force"
    fi
    if [ "$generation" = "$force" ] && [ "$summary" != "$said" ]; then
        fail 22 "$said is in force, $summary was to be"
    fi
}

# Whether the flags say all that already.
switched() {
    [ "$generation" = "$force" ] || return 1
    if [ "$open" = yes ]; then [ -e "$state/current/open" ]; else [ ! -e "$state/current/open" ]; fi
}

# A whole new folder of flags, and one rename that makes it the one that counts.
switch_flags() {
    next=$state/g$generation.$$
    while ! mkdir "$next" 2>/dev/null; do
        [ -e "$next" ] || fail 29 "$next cannot be made"
        next=$next.$$
    done
    { printf '%s\n' "$decision" >"$next/decision.json" && printf '%s\n' "$summary" >"$next/summary"; } 2>/dev/null ||
        fail 29 "$next cannot be written to"
    : >"$next/generation-$generation"
    [ "$open" = no ] || : >"$next/open"
    bucket=0
    while [ "$bucket" -lt "$green" ]; do
        : >"$next/green-$bucket"
        bucket=$((bucket + 1))
    done
    sync "$next/decision.json" "$next/summary" "$next" 2>/dev/null
    #: flagged
    ln -sfn "${next##*/}" "$state/.current.new" && mv -fT "$state/.current.new" "$state/current" ||
        fail 29 "$state/current cannot be replaced"
    #: switched
    sync "$state" 2>/dev/null
    current=${next##*/}
}

# Folders that no longer count.
sweep() {
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
    receive
    install_new "$digest"
fi
switched || switch_flags
sweep
echo "token $token"
