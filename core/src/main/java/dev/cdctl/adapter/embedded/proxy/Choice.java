package dev.cdctl.adapter.embedded.proxy;

/** What was chosen for one request; it is counted as in flight there. */
record Choice(Rule rule, Target target) {}
