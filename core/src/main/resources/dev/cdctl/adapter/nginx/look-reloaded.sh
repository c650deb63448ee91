# Says what is served: the decision, whether it is open for users, the token of questions, and how many workers end with
# their last request.
target=$place/${names%% *}
[ ! -s "$state/.token" ] || echo "token $(cat "$state/.token" 2>/dev/null)"
[ -e "$target" ] || exit 0
sed -n 's/^# cdctl decision /decision /p' "$target" | head -n 1
grep -q 'add_header X-Cdctl-Colour' "$target" && echo open
workspace
# A configuration that is broken now does not change what is served.
if (dump) >/dev/null && master; then
    workers
    # shellcheck disable=SC2086
    set -- $ending
    echo "ending $#"
fi
exit 0
