#compdef cdctl
# zsh completion for cdctl; cdctl itself knows the words.
_cdctl() {
    local line
    local -a found
    for line in ${(f)"$(${words[1]} __complete -- "${(@)words[2,CURRENT]}" 2>/dev/null)"}; do
        found+=("${${line%%$'\t'*}//:/\\:}${${(M)line%$'\t'*}/$'\t'/:}")
    done
    if (( ${#found} )); then
        _describe cdctl found
    else
        _files
    fi
}
if [[ $funcstack[1] == _cdctl ]]; then
    _cdctl "$@"
else
    compdef _cdctl cdctl
fi
