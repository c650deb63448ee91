# Says what is served: the decision, whether it is open for users, the token of questions, and how many workers end with
# their last request.
target=$place/${names%% *}
[ ! -s "$state/.token" ] || echo "token $(cat "$state/.token" 2>/dev/null)"
[ -e "$target" ] || exit 0
sed -n 's/^# cdctl decision /decision /p' "$target" | head -n 1
grep -q 'add_header X-Cdctl-Colour' "$target" && echo open
dumped=; if (dump) >/dev/null; then dumped=yes; fi
if [ -n "$dumped" ] && master; then
    echo "ending $(ending | wc -l)"
fi
exit 0
