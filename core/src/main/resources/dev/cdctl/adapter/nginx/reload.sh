# Serves a decision by a file that nginx includes, and a reload.
#
#   $1 its generation    $2 the live colour    $3 the digest of the new file
# What is read: the new file.
generation=$1 baseline=$2 digest=$3
target=$place/${names%% *}

# What the file in force says, in its second line.
decided() {
    line= force= live=
    [ ! -e "$target" ] || { read -r line && read -r line; } <"$target"
    case $line in
    '# cdctl decision '*)
        force=${line#*\"generation\":}
        force=${force%%,*}
        live=${line#*\"baseline\":\"}
        live=${live%%\"*}
        ;;
    esac
}

alone
recover
decided
if [ -n "$force" ] && [ "$generation" -lt "$force" ]; then
    fail 21 "generation $force is in force"
fi
if [ -n "$force" ] && [ "$generation" = "$force" ] && [ "$live" != "$baseline" ]; then
    fail 22 "$live is live"
fi
token
if ! installed "$digest"; then
    receive "$digest"
    install_new
fi
