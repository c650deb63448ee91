# Takes an environment's files away.
[ -d "$state" ] || exit 0
alone
recover
rm -rf "$new"
received=yes
{ (umask 077 && mkdir "$new") && echo removed >"$new/.digest"; } || fail 29 "$state cannot be written to"
for name in $names; do
    : >"$new/$name"
done
dump
if ! master; then
    for name in $names; do
        rm -f "${place:?}/$name"
    done
else
    present=
    for name in $names; do
        [ ! -e "$place/$name" ] || present=yes
    done
    [ -z "$present" ] || install_new
fi
#: removed
rm -rf "${state:?}"
rmdir "${state%/*}" 2>/dev/null
exit 0
