#!/bin/sh
# cdctl: this script with the jar that it starts right behind it. `java -jar` takes the same file.
# Nothing here forks unless it must, because every fork counts in the time that a command takes.
version='@VERSION@'
build='@BUILD@'
case $#:${1-} in
1:--version)
    printf 'cdctl %s\n' "$version"
    exit
    ;;
esac

fail() {
    printf 'error: %s\n  why: %s\n  try: %s\n' "$1" "$2" "$3" >&2
    exit 4
}

case $0 in
/*) self=$0 ;;
*) self=$PWD/${0#./} ;;
esac

# --- The JVM: JAVA_HOME, else PATH.
java=
if [ -n "${JAVA_HOME-}" ]; then
    java=$JAVA_HOME/bin/java
    [ -x "$java" ] || fail "JAVA_HOME has no bin/java" "JAVA_HOME is $JAVA_HOME" "point it at a JDK or JRE, 17 or newer, or unset it"
else
    set -f
    IFS=:
    for folder in $PATH; do
        if [ -x "$folder/java" ] && [ ! -d "$folder/java" ]; then
            java=$folder/java
            break
        fi
    done
    unset IFS
    set +f
    [ -n "$java" ] || fail "there is no java" "JAVA_HOME is not set and no java is on PATH" "install a JDK or JRE, 17 or newer"
fi
real=$java
[ -h "$java" ] && real=$(readlink -f "$java" 2>/dev/null || printf '%s' "$java")
home=${real%/bin/java}

jdk= major=
if [ -r "$home/release" ]; then
    while IFS= read -r line; do
        value=${line#*\"}
        value=${value%\"*}
        case $line in
        JAVA_VERSION=*)
            major=${value%%[!0-9]*}
            jdk=$jdk+$value
            ;;
        JAVA_RUNTIME_VERSION=* | IMPLEMENTOR*=*) jdk=$jdk+$value ;;
        LIBC=* | MODULES=*) break ;;
        esac
    done <"$home/release"
fi
case $major in
'') ;;
[1-9] | 1[0-6]) fail "cdctl needs Java 17 or newer" "$home is Java $major" "point JAVA_HOME at a newer one" ;;
esac

# --- Flags: a short run gains nothing from the second compiler, and from the first only where a method runs more often
# than usual; a router that stays does.
short=yes
case ${1-}\ ${2-} in
'router serve') short= ;;
esac
flags='-XX:-UsePerfData'
if [ -n "$short" ]; then
    flags="$flags -XX:TieredStopAtLevel=1 -XX:CompileThresholdScaling=4"
    [ "${major:-0}" -ge 25 ] && flags="$flags -XX:+UseSerialGC"
    # Java otherwise looks for one in the jar, and opens it for that. It is the one that Linux has in these versions.
    [ "${major:-99}" -le 25 ] && [ -e /proc/self/stat ] &&
        flags="$flags -Djava.nio.channels.spi.SelectorProvider=sun.nio.ch.EPollSelectorProvider"
    # Profiles in the archive are for the second compiler, and each start would read them. An archive that is mapped
    # where it was made for need not be changed in each of its pages. These flags are of 25 only.
    [ "${major:-0}" -eq 25 ] &&
        flags="$flags -XX:+UnlockDiagnosticVMOptions -XX:-AOTRecordTraining -XX:-AOTReplayTraining" &&
        flags="$flags -XX:ArchiveRelocationMode=0"
fi

# --- The start-up archive: classes as they are in memory, kept in the user's cache. It is made in the background by the
# first start and used by later ones. Whatever is wrong with it, cdctl starts without. With it, java is told the class
# to start instead of the jar: then it does not open the jar, whose list of entries takes it as long as a tenth of status.
# Commands that may speak to engines and registries have an archive of their own: quick ones would pay for its size.
kind=
case ${1-} in
adopt | deploy | exec | host | logs | package | prune | push | remove | repair | restart | resume | rollback | run | start | stop | up) kind=far ;;
esac

name() { # of a path, as one file name
    left=$1 named=
    while :; do
        case $left in
        */*)
            named=$named${left%%/*}+
            left=${left#*/}
            ;;
        *) break ;;
        esac
    done
    named=$named$left
}

use() { # the flags that make java start from the archive $1
    if [ "$major" -ge 25 ]; then
        printf '%s' "-XX:AOTCache=$1"
    else
        printf '%s' "-XX:SharedArchiveFile=$1"
    fi
}

find_archive() { # of the slot $1: only one's own, only whole, only newer than the jar (java would refuse an older one)
    for file in "$1".*."$suffix"; do
        size=${file%."$suffix"}
        size=${size##*.}
        if [ -O "$file" ] && [ -O "$cache" ] && [ ! "$self" -nt "$file" ] && [ "$(($(wc -c <"$file")))" -eq "$size" ]; then
            archive=$file
        fi
    done 2>/dev/null
}

train() {
    umask 077
    mkdir -p "$cache" || return
    lock=$slot.lock
    # One that was killed left its lock; one that failed leaves it on purpose, so that not every start tries again.
    [ -d "$lock" ] && [ -n "$(find "$lock" -prune -mmin +10)" ] && rm -rf "$lock"
    mkdir "$lock" && cd "$lock" && exec >log 2>&1 || return
    for file in "$slot".*."$suffix"; do
        # Another start has made it meanwhile.
        [ -s "$file" ] && [ ! "$self" -nt "$file" ] && cd / && rm -rf "$lock" && return
    done
    # The command that is being started goes first, even where there are few processors.
    sleep 1
    if [ "$major" -ge 25 ]; then make=-XX:AOTCacheOutput; else make=-XX:ArchiveClassesAtExit; fi
    nice -n 19 "$java" $flags "-Djava.io.tmpdir=$lock" "$make=$lock/archive" -cp "$self" "$main" __train $kind || return
    nice -n 19 "$java" $flags "$(use "$lock/archive")" -XX:+VerifySharedSpaces -cp "$self" "$main" help || return
    rm -f "$cache/$key"-*."$suffix"
    mv "$lock/archive" "$slot.$(($(wc -c <"$lock/archive"))).$suffix" && cd / && rm -rf "$lock"
}

archive= main=dev.cdctl.cli.Main
cache=${XDG_CACHE_HOME:-${HOME:+$HOME/.cache}}
if [ -n "$short" ] && [ -n "$cache" ] && [ "${major:-0}" -ge 17 ]; then
    cache=$cache/cdctl
    name "$self+$home"
    key=$named
    name "$jdk"
    suffix=jsa
    [ "$major" -ge 25 ] && suffix=aot
    if [ "${#key}" -lt 150 ]; then
        of=-${build%"${build#????????????????}"}-$named
        plain=$cache/$key$of
        key=$key${kind:++$kind}
        slot=$cache/$key$of
        find_archive "$slot"
        if [ -z "$archive" ] && [ -z "${CI-}${BUILD_NUMBER-}${JENKINS_URL-}${HUDSON_HOME-}" ]; then
            (train </dev/null >/dev/null 2>&1 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&- &)
        fi
        # Better than nothing.
        [ -n "$archive" ] || [ -z "$kind" ] || find_archive "$plain"
    fi
fi

if [ -z "$archive" ]; then
    exec "$java" $flags ${CDCTL_JAVA_OPTS-} -jar "$self" "$@"
elif [ "$major" -ge 25 ]; then
    exec "$java" $flags "-XX:AOTCache=$archive" -XX:+VerifySharedSpaces -Xlog:disable ${CDCTL_JAVA_OPTS-} -cp "$self" "$main" "$@"
else
    exec "$java" $flags "-XX:SharedArchiveFile=$archive" -XX:+VerifySharedSpaces -Xlog:disable ${CDCTL_JAVA_OPTS-} -cp "$self" "$main" "$@"
fi
