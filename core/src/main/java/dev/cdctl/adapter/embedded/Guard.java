package dev.cdctl.adapter.embedded;

/** The shell loop that starts the router again when it dies. */
final class Guard {
    /**
     * Runs its arguments, again and again. It ends with them after a clean end, a refusal or a polite signal; a crash
     * (a signal, or 3: the JVM was out of memory) starts them again at once, and after a pause that grows to 30 s when
     * they have died within 2 s several times in a row. A TERM to the loop is passed on.
     */
    static final String SCRIPT = """
            quick=0
            trap 'stopped=1; kill -TERM "$child" 2>/dev/null' TERM INT HUP
            stopped=
            while :; do
              began=$(date +%s)
              "$@" &
              child=$!
              wait "$child"
              code=$?
              while [ -n "$stopped" ] && kill -0 "$child" 2>/dev/null; do wait "$child"; done
              [ -z "$stopped" ] || exit 0
              case $code in
                3) ;;
                129|130|143) exit 0 ;;
                *) [ "$code" -gt 128 ] || exit "$code" ;;
              esac
              now=$(date +%s)
              if [ $((now - began)) -lt 2 ]; then quick=$((quick + 1)); else quick=0; fi
              echo "router: ended with $code, starting it again ($quick quick ends)"
              if [ "$quick" -gt 3 ]; then
                pause=$((1 << (quick - 3)))
                [ "$pause" -lt 30 ] || pause=30
                sleep "$pause"
              fi
            done
            """;

    private Guard() {}
}
