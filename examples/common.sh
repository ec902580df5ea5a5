# What the checks of the examples share; for bash, sourced. Sets root, tmp, jdk, maven_arguments.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

step() { printf '\n-- %s [%d s]\n' "$1" "$SECONDS"; }

fail() {
  echo "check: $*" >&2
  exit 1
}

# Of the JDKs 25 of this machine the one that is named, else the first.
jdk=
for candidate in "${JAVA25_HOME:-}" "${COUNTERFLOW_JAVA_HOME:-}" "${JAVA_HOME:-}" /usr/lib/jvm/*25* /Library/Java/JavaVirtualMachines/*25*/Contents/Home; do
  if [ -x "$candidate/bin/javac" ] && grep -q '^JAVA_VERSION="25[".]' "$candidate/release" 2>/dev/null; then
    jdk=$candidate
    break
  fi
done
[ -n "$jdk" ] || fail 'no JDK 25 found; JAVA25_HOME may name one'

# The long form of the repository is the one that each version of the plugin reads.
# Publishes modules of this checkout to the folder $tmp/published, as a repository of releases would have them.
publish() {
  local modules=.,bom m
  for m in "$@"; do modules+=,$m; done
  (cd "$root" && mvn -q -B -ntp -DskipTests -Dmaven.javadoc.skip=true -pl "$modules" -am \
    "-DaltDeploymentRepository=published::default::file://$tmp/published" deploy)
}

# Maven as somebody else's: on JDK 25, with a local repository that knows nothing.
maven() { JAVA_HOME=$jdk mvn -q -B -ntp "-Dmaven.repo.local=$tmp/repository" "-Dpublished=file://$tmp/published" "$@"; }
