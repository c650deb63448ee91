# Of which generation the folder of flags is that counts. After a power failure its texts may be empty: then it is not
# known what was decided.
in_force() {
    force= said=
    for file in "$state/current"/generation-*; do
        [ ! -e "$file" ] || force=${file##*/generation-}
    done
    [ ! -s "$state/current/decision.json" ] || [ ! -s "$state/current/summary" ] || read -r said <"$state/current/summary"
}
