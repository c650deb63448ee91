# Says what is served: the decision, whether it is open for users, and the token of questions.
# No program is started for it: it is asked often.
token= decision=
{ read -r token <"$state/.token"; } 2>/dev/null
[ -z "$token" ] || echo "token $token"
{ IFS= read -r decision <"$state/current/decision.json"; } 2>/dev/null
if [ -n "$decision" ]; then
    [ ! -e "$state/current/open" ] || echo open
    printf 'decision %s\n' "$decision"
fi
