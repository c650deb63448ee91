# fish completion for cdctl; cdctl itself knows the words.
function __cdctl_words
    set -l before (commandline -opc)
    set -l current (commandline -ct)
    $before[1] __complete -- $before[2..-1] "$current" 2>/dev/null
end
complete -c cdctl -f -a '(__cdctl_words)'
complete -c cdctl -s f -l file -r -F
complete -c cdctl -l result-file -r -F
