#!/usr/bin/env bash
# Builds this plugin as its makers would, from published artifacts into an empty local repository; runs it from the command line and from a
# plain program; and sees that broken ones are named and hurt no other.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../common.sh"

here=$root/examples/third-party-plugin
counterflow=$root/counterflow

# says TEXT FILE: that a file has a text, whatever the line breaks.
says() {
  tr -s '\n ' '  ' <"$2" | grep -qF -- "$1" || {
    cat "$2" >&2
    fail "\"$1\" is not said"
  }
}

step 'Counterflow, published to a folder'
publish tck

step 'The plugin, built and tested elsewhere, from an empty local repository'
cp -R "$here" "$tmp/acme"
maven -f "$tmp/acme/pom.xml" package
mkdir "$tmp/plugins"
cp "$tmp/acme/target/acme-leap-1.0.0.jar" "$tmp/plugins/"

step 'On the command line'
"$counterflow" --plugins "$tmp/plugins" solvers | grep acme/leap
"$counterflow" --plugins "$tmp/plugins" backends | grep acme/abacus
sample() { "$counterflow" --plugins "$tmp/plugins" sample --solver acme/leap:at=0.6 --steps 5 "$@"; }
sample --out "$tmp/leap.png"
for b in acme/abacus java; do
  sample --target two-moons --schedule acme/eased --count 200 --backend $b --out "$tmp/${b#acme/}.npy"
done
cmp "$tmp/abacus.npy" "$tmp/java.npy" || fail 'the backend of the plugin has other bits'

step 'Broken ones beside it'
# broken NAME ID MEMBERS [REQUIRES]: a plugin of one solver.
broken() {
  local name=$1 id=$2 from=$tmp/broken/$1
  mkdir -p "$from/acme/$name" "$from.classes"
  cat >"$from/module-info.java" <<JAVA
module acme.$name {
  requires org.counterflow.api;
  ${4:-}
  provides org.counterflow.api.catalogue.CatalogueProvider with acme.$name.Provider;
}
JAVA
  cat >"$from/acme/$name/Provider.java" <<JAVA
package acme.$name;
import java.util.List;
import org.counterflow.api.catalogue.*;
import org.counterflow.api.part.Part;
import org.counterflow.api.solver.Solver;
public final class Provider implements CatalogueProvider {
  $3
  public int api() { return API; }
  public List<Entry<?>> entries() {
    return List.of(Entry.of(Kind.SOLVER, Part.of(Solver.class, "$id", "", "").made(a -> s -> s.hold(s.here().data()))));
  }
}
JAVA
  "$jdk/bin/javac" -d "$from.classes" -p "$root/cli/target/lib/core:$tmp/helper" "$from/module-info.java" "$from/acme/$name/Provider.java"
  [ "$name" != newer ] || printf '\0\143' | dd of="$from.classes/acme/newer/Provider.class" bs=1 seek=6 conv=notrunc status=none
  [ "$name" != bare ] || rm "$from.classes/module-info.class"
  "$jdk/bin/jar" --create --file "$tmp/plugins/z-$name.jar" -C "$from.classes" .
}
mkdir -p "$tmp/helper" "$tmp/helper.source"
echo 'module acme.helper { }' >"$tmp/helper.source/module-info.java"
"$jdk/bin/javac" -d "$tmp/helper" "$tmp/helper.source/module-info.java"

broken bare acme/bare ''
broken lacking acme/lacking '' 'requires acme.helper;'
broken again acme/leap ''
broken newer acme/newer ''
broken falling acme/falling 'static final int LICENCE = Integer.parseInt("none");
  static { if (LICENCE == 0) throw new Error(); }'
broken reserved leap ''
echo 'no jar at all' >"$tmp/plugins/z-text.jar"
"$counterflow" --plugins "$tmp/plugins" solvers >"$tmp/solvers.txt" 2>"$tmp/left-out.txt"
cat "$tmp/left-out.txt"
says acme/leap "$tmp/solvers.txt"
says 'z-bare.jar: no module in it provides a service of Counterflow' "$tmp/left-out.txt"
says 'z-lacking.jar: Module acme.helper not found' "$tmp/left-out.txt"
says 'acme.again: solver "acme/leap" is brought by acme.leap already' "$tmp/left-out.txt"
says 'z-newer.jar: ' "$tmp/left-out.txt"
says 'has been compiled by a more recent version of the Java Runtime' "$tmp/left-out.txt"
says 'z-falling.jar: ' "$tmp/left-out.txt"
says 'acme.falling.Provider' "$tmp/left-out.txt"
says 'acme.reserved: solver "leap" has a reserved id' "$tmp/left-out.txt"
says 'z-text.jar' "$tmp/left-out.txt"
sample --out "$tmp/again.png" 2>/dev/null
cmp "$tmp/leap.png" "$tmp/again.png" || fail 'broken plugins change the samples of a good one'

step 'From the class path of a plain program: the jar itself, then a folder of plugins, each in a class loader'
core=$(printf '%s:' "$root"/cli/target/lib/core/*.jar)
"$jdk/bin/java" -cp "$core$tmp/acme/target/acme-leap-1.0.0.jar" "$here/Program.java" | tee "$tmp/path.txt"
says '100 samples with acme/leap on acme/abacus' "$tmp/path.txt"
"$jdk/bin/java" -cp "$core" "-Dcounterflow.plugins=$tmp/plugins" "$here/Program.java" >"$tmp/loaders.txt"
cat "$tmp/loaders.txt"
says '100 samples with acme/leap on acme/abacus' "$tmp/loaders.txt"
says 'z-again.jar: it has no META-INF/services of Counterflow' "$tmp/loaders.txt"

step 'Done: the plugin works, the broken ones are named'
