package dev.cdctl.wiring;

import dev.cdctl.version.VersionSpec.Source;
import java.util.List;

/** States of a working copy of Subversion; each makes a repository of its own. */
final class SvnStates {
    /** A repository with trunk, tags and branches; {@code checkout} gives {@code w}; {@code commit} changes a file. */
    static final String FUNCTIONS = """
            repository() { svnadmin create "$T/repo"; U="file://$T/repo"; svn mkdir -q -m layout "$U/trunk" "$U/tags" "$U/branches"; }
            checkout() { svn checkout -q "$U/$1" "$T/w"; cd "$T/w"; }
            commit() { echo "$1" >"file-$1"; svn add -q --force "file-$1"; svn commit -qm "$1"; svn update -q; }
            tag() { svn copy -qm "tag $2" "$U/$1" "$U/tags/$2"; svn update -q; }
            """;

    private static final String TAGGED = "repository; checkout trunk; commit one; tag trunk v1.4.2; ";
    private static final String DIRTY = "1.4.3-dev.0.rREVISION.dirty.CONTENT";

    private SvnStates() {}

    static List<RepositoryState> all() {
        return List.of(
                svn("Trunk, and a tag of it", "1.4.2", TAGGED),
                svn("Trunk, two revisions after the tag", "1.4.3-dev.2.rREVISION", TAGGED + "commit two; commit three"),
                svn(
                        "Revisions that changed other places only",
                        "1.4.2",
                        TAGGED + "svn mkdir -qm x $U/branches/a; svn mkdir -qm x $U/branches/b; svn update -q"),
                svn(
                        "No tag, one commit after the layout",
                        "0.0.0-dev.2.rREVISION",
                        "repository; checkout trunk; commit one"),
                svn("The tag itself is checked out", "1.4.2", TAGGED + "svn switch -q ^/tags/v1.4.2"),
                svn(
                        "A tag that was committed to",
                        "1.4.3-dev.1.rREVISION",
                        TAGGED + "svn switch -q ^/tags/v1.4.2; commit late"),
                svn(
                        "A branch of a tagged trunk",
                        "1.4.3-dev.2.rREVISION",
                        TAGGED + "svn copy -qm b $U/trunk $U/branches/1.4; svn switch -q ^/branches/1.4; commit two"),
                svn(
                        "A tag of the branch",
                        "1.4.3",
                        TAGGED
                                + "svn copy -qm b $U/trunk $U/branches/1.4; svn switch -q ^/branches/1.4; commit two;"
                                + " tag branches/1.4 v1.4.3"),
                svn(
                        "Trunk, and a newer tag of a branch",
                        "1.4.3-dev.1.rREVISION",
                        TAGGED
                                + "svn copy -qm b $U/trunk $U/branches/1.4; svn copy -qm t $U/branches/1.4 $U/tags/v1.4.9;"
                                + " commit two"),
                svn(
                        "A release tag that is a copy of its candidate's tag",
                        "1.5.0",
                        TAGGED + "commit two; tag trunk v1.5.0-rc.1; tag tags/v1.5.0-rc.1 v1.5.0"),
                svn("v1.9.0 and v1.10.0 of one revision", "1.10.0", TAGGED + "tag trunk v1.10.0; tag trunk v1.9.0"),
                svn("A tag that is no version", "1.4.3-dev.1.rREVISION", TAGGED + "commit two; tag trunk nightly"),
                svn(
                        "A tag that was deleted",
                        "1.4.3-dev.1.rREVISION",
                        TAGGED + "commit two; tag trunk v1.5.0; svn remove -qm gone $U/tags/v1.5.0; svn update -q"),
                svn(
                        "A tag that was made again of a later revision",
                        "1.4.2",
                        TAGGED + "commit two; svn remove -qm gone $U/tags/v1.4.2; tag trunk v1.4.2"),
                svn(
                        "An older revision, tagged after later ones",
                        "1.4.0",
                        "repository; checkout trunk; commit one;"
                                + " commit two; svn copy -qm t -r2 $U/trunk@2 $U/tags/v1.4.0; svn update -qr2"),
                svn(
                        "An older revision than the tag's",
                        "0.0.0-dev.2.rREVISION",
                        "repository; checkout trunk; commit one;" + " commit two; tag trunk v1.4.2; svn update -qr2"),
                svn(
                        "Not updated since; the tag came meanwhile",
                        "1.4.2",
                        "repository; checkout trunk; commit one;"
                                + " svn mkdir -qm x $U/branches/a; svn copy -qm t $U/trunk $U/tags/v1.4.2"),
                svn(
                        "A project in a folder of the repository",
                        "1.4.2",
                        "repository; svn mkdir -q -m p --parents"
                                + " $U/books/trunk $U/books/tags $U/tags/v9.0.0; checkout books/trunk; commit one;"
                                + " svn copy -qm t $U/books/trunk $U/books/tags/v1.4.2; svn update -q"),
                svn(
                        "A part of the tagged trunk is checked out",
                        "1.4.2",
                        "repository; checkout trunk; svn mkdir -q part;"
                                + " commit one; tag trunk v1.4.2; cd ..; rm -r w; checkout trunk/part"),
                svn(
                        "No layout: the root is checked out",
                        "0.0.0-dev.2.rREVISION",
                        "svnadmin create repo; U=file://$T/repo;" + " checkout ''; commit one; commit two"),
                svn(
                        "Names with blanks, percent signs and @",
                        "1.4.3-dev.1.rREVISION",
                        "repository; P=\"$U/a%20b/50%25@x\";"
                                + " svn mkdir -q -m x --parents \"$P/trunk@\" \"$P/tags@\"; svn checkout -q \"$P/trunk@\" w; cd w;"
                                + " commit one; svn copy -qm t \"$P/trunk@\" \"$P/tags/v1.4.2@\"; svn update -q; commit two"),
                svn(
                        "After a commit without an update: mixed revisions",
                        "1.4.3-dev.0.rREVISION.dirty.CONTENT",
                        TAGGED + "echo x >>file-one; svn commit -qm x"),
                svn("A file was changed", DIRTY, TAGGED + "echo x >>file-one"),
                svn("A file was added", DIRTY, TAGGED + "echo x >new; svn add -q new"),
                svn("A file is missing", DIRTY, TAGGED + "rm file-one"),
                svn("An unversioned file", DIRTY, TAGGED + "mkdir new; echo x >new/x"),
                svn(
                        "An ignored file",
                        "1.4.2",
                        "repository; checkout trunk; svn propset -q svn:ignore build .; commit one;"
                                + " tag trunk v1.4.2; echo x >build"),
                svn("A property was changed", DIRTY, TAGGED + "svn propset -q svn:ignore x ."),
                svn(
                        "A file is switched to a branch",
                        DIRTY,
                        TAGGED + "svn copy -qm b $U/trunk $U/branches/b; svn update -q;"
                                + " svn switch -q ^/branches/b/file-one file-one"),
                svn(
                        "A file in an external was changed",
                        DIRTY,
                        "repository; checkout trunk; commit one; svn mkdir -qm l"
                                + " $U/branches/lib; svn propset -q svn:externals '^/branches/lib lib' .; svn commit -qm e;"
                                + " svn update -q; tag trunk v1.4.2; echo x >lib/x"),
                svn(
                        "An external as it was committed",
                        "1.4.2",
                        "repository; checkout trunk; commit one; svn mkdir -qm l"
                                + " $U/branches/lib; svn propset -q svn:externals '^/branches/lib lib' .; svn commit -qm e;"
                                + " svn update -q; tag trunk v1.4.2"),
                svn("No revision yet", "CD-205", "svnadmin create repo; svn checkout -q file://$T/repo w"),
                svn("The server cannot be reached", "CD-237", TAGGED + "mv ../repo ../gone"),
                svn("No working copy", "CD-206", "mkdir w"),
                svn("A working copy of git", "CD-206", "git init -q w"));
    }

    private static RepositoryState svn(String name, String version, String script) {
        return RepositoryState.of(name, version, new Source.Svn("v"), script);
    }
}
