# Puts the files of several environments in place, with one reload for all. What lies there already, or is older than what
# is in force, is passed over. No flag changes, so whoever is served stays where he is.
# What is read: for each environment a line, then its files as `receive` reads them.
#   environment  its generation  what it says, in short: two words  the digest of its files  its names and its folder

# Reads them all; those that are needed are installed.
receive_all() {
    workspace
    environments= received=yes wanted=
    while read -r word number colour share digest line; do
        if [ "$word" = environment ]; then
            environment "$line"
            wanted=
            is_needed "$number" "$colour $share" "$digest" || continue
            token
            make_new "$digest" || return 1
            environments=$environments$line$newline
            wanted=yes
        elif [ -n "$wanted" ]; then
            take "$word" "$number" || return 1
        else
            head -c "$number" >/dev/null
        fi
    done
}

is_needed() {
    writable
    recover
    in_force
    [ -z "$force" ] || [ "$1" -gt "$force" ] || { [ "$1" = "$force" ] && [ "$2" = "$said" ]; } || return 1
    ! installed "$3"
}

alone
receive_all || fail 29 "the new files cannot be written into $place"
[ -z "$environments" ] || install_new
