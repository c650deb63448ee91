# Serves a decision by a file that nginx includes, and a reload.
#
#   $1 its generation    $2 the live colour
# What is read: the new file.
generation=$1 baseline=$2
target=$place/${names%% *}

# What the file in force says; the one that is there when a killed run has left another.
decided() { sed -n "s/^# cdctl decision .*\"$1\":\"\{0,1\}\([a-z0-9]*\).*/\1/p" "$target" 2>/dev/null | head -n 1; }

alone
recover
force=$(decided generation)
if [ -n "$force" ] && [ "$generation" -lt "$force" ]; then
    fail 21 "generation $force is in force"
fi
if [ -n "$force" ] && [ "$generation" = "$force" ] && [ "$(decided baseline)" != "$baseline" ]; then
    fail 22 "$(decided baseline) is live"
fi
token
receive
installed || install_new
