# Makes the folder, the lock and, where there are none, the first files. nginx reads them when it is told to reload next;
# what is there already stays as it is.
#
#   $1 the digest of the first files, or nothing when only the folder is to be made
# What is read: the first files.
digest=$1

# Whether nginx's configuration is good, as far as it can be asked already.
asked() { (dump) >/dev/null 2>&1; }

[ -d "$place" ] || mkdir -p "$place" 2>/dev/null || fail 29 "$place cannot be made by $(id -un)"
alone
recover
[ -n "$digest" ] || exit 0
for name in $names; do
    [ ! -e "$place/$name" ] || exit 0
done
token
receive "$digest"
was_good=
! asked || was_good=yes
workspace
every save
place_all
[ -z "$was_good" ] || require_good
rm -rf "$state/before" "$new"
