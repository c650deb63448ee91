# Says what is served: the decision, whether it is open for users, and the token of questions.
[ ! -s "$state/.token" ] || echo "token $(cat "$state/.token" 2>/dev/null)"
if [ -e "$state/current/decision.json" ]; then
    [ ! -e "$state/current/open" ] || echo open
    echo "decision $(cat "$state/current/decision.json")"
fi
