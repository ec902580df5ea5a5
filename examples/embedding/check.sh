#!/usr/bin/env bash
# Counterflow inside other programs: (a) a jlink image, (b) the class path, (c) a server with 1000 requests, (d) that server with networks as an
# application of jpackage. With the argument "soak" the server of (c) is kept busy for ten minutes instead.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../common.sh"

here=$root/examples/embedding
core=$root/cli/target/lib/core
backends=$root/cli/target/lib/backends
main=com.example.embedding
incubator=(--add-modules jdk.incubator.vector)
[ -f "$root/cli/target/lib/build-id" ] || fail "nothing is built: run mvn package, or any ./counterflow"

megabytes() { du -sm "$1" | cut -f 1; }
quiet() { grep -v 'Using incubator modules' || true; }

# Of the core what a program needs that neither reads files nor has a command line.
mkdir "$tmp/modules"
cp "$core"/counterflow-{api,solvers}-*.jar "$core"/jspecify-*.jar "$backends"/counterflow-backend-cpu-vector-*.jar "$tmp/modules/"
"$jdk/bin/javac" -Xlint:all -Werror -d "$tmp/classes" -p "$tmp/modules" $(find "$here/src" -name '*.java')
"$jdk/bin/jar" --create --file "$tmp/modules/embedding.jar" -C "$tmp/classes" .

if [ "${1:-}" = soak ]; then
  step '(c) the server, for ten minutes'
  "$jdk/bin/java" -Xmx128m -XX:NativeMemoryTracking=summary -p "$tmp/modules" --add-modules org.counterflow.backend.cpuvector \
    -m "$main/$main.Load" 600s 2>&1 | quiet
  exit
fi

step '(a) an image of jlink: the JVM, api, solvers, one backend and a program'
"$jdk/bin/jlink" -p "$tmp/modules" --add-modules "$main,org.counterflow.backend.cpuvector" --launcher "hello=$main/$main.Hello" \
  --compress zip-6 --strip-debug --no-header-files --no-man-pages --output "$tmp/image" 2>&1 | quiet
"$tmp/image/bin/hello" cpu-vector 2>&1 | quiet | tee "$tmp/image.txt"
size=$(megabytes "$tmp/image")
echo "the image has $size MB"
[ "$size" -le 64 ] || fail "the image has $size MB, more than 64"

step '(b) the class path: a jar without a module'
mkdir "$tmp/plain"
cp -R "$tmp/classes/com" "$tmp/plain/"
"$jdk/bin/jar" --create --file "$tmp/plain.jar" -C "$tmp/plain" com
libraries=$(find "$tmp/modules" -name '*.jar' ! -name embedding.jar | tr '\n' ':')
"$jdk/bin/java" -cp "$libraries$tmp/plain.jar" "${incubator[@]}" "$main.Hello" cpu-vector 2>&1 | quiet | tee "$tmp/path.txt"
cmp "$tmp/image.txt" "$tmp/path.txt" || fail 'the class path has other samples than the image'
"$jdk/bin/java" -cp "$libraries$tmp/plain.jar" "$main.Hello" java | sed 's/ java/ cpu-vector/' | cmp - "$tmp/path.txt" ||
  fail 'plain Java has other samples than the vector backend'

step '(c) a server: 1000 requests of 32 clients'
"$jdk/bin/java" -Xmx128m -XX:NativeMemoryTracking=summary -p "$tmp/modules" --add-modules org.counterflow.backend.cpuvector \
  -m "$main/$main.Load" 1000 2>&1 | quiet

step '(d) the server with networks, as an application of jpackage from the class path'
mkdir "$tmp/input"
cp "$backends"/*.jar "$core"/counterflow-{api,solvers}-*.jar "$core"/jspecify-*.jar "$tmp/plain.jar" "$tmp/input/"
"$jdk/bin/jpackage" --type app-image --name daemon --dest "$tmp" --input "$tmp/input" --main-jar plain.jar --main-class "$main.Daemon" \
  --add-modules jdk.httpserver,jdk.incubator.vector,jdk.management,java.net.http,java.logging \
  --java-options '--add-modules=jdk.incubator.vector' --java-options '--enable-native-access=ALL-UNNAMED' --java-options "-Djava.io.tmpdir=$tmp"
echo "the application has $(megabytes "$tmp/daemon") MB"

# serve BACKEND: starts it, asks it for four samples, ends it by ending its input.
serve() {
  mkfifo "$tmp/input.$1"
  ORT_DISABLE_TELEMETRY=1 "$tmp/daemon/bin/daemon" "$root/cli/src/main/resources/org/counterflow/cli/models/fashion-mnist.onnx" "$1" \
    <"$tmp/input.$1" >"$tmp/daemon.$1" 2>"$tmp/errors.$1" &
  local daemon=$! port=
  exec 4>"$tmp/input.$1"
  for _ in $(seq 300); do
    port=$(sed -n 's/.* at port \([0-9]*\),.*/\1/p' "$tmp/daemon.$1")
    [ -z "$port" ] || break
    kill -0 "$daemon" 2>/dev/null || break
    sleep 0.2
  done
  [ -n "$port" ] || { cat "$tmp/errors.$1" >&2; fail "the application does not serve"; }
  exec 5<>"/dev/tcp/127.0.0.1/$port"
  printf 'GET /samples?0-3 HTTP/1.0\r\n\r\n' >&5
  cat <&5 >"$tmp/answer.$1"
  exec 5>&- 4>&-
  wait "$daemon" || fail "the application ended with $?"
  grep -v closed "$tmp/daemon.$1"
  grep -q closed "$tmp/daemon.$1" || fail 'the application did not close'
  # The values after the header: 4 pictures of 28 by 28 doubles.
  tail -c $((4 * 28 * 28 * 8)) "$tmp/answer.$1" >"$tmp/values.$1"
  head -n 1 "$tmp/answer.$1" | grep -q ' 200 ' || fail "answered $(head -n 1 "$tmp/answer.$1")"
}
serve cpu-vector
opencl=$("$root/counterflow" backends --json 2>/dev/null | awk '/"id": "opencl"/ { here = 1 } here && /"available"/ { print $2; exit }')
if [ "$opencl" = true, ]; then
  serve opencl
  cmp "$tmp/values.cpu-vector" "$tmp/values.opencl" || fail 'opencl has other samples'
else
  echo 'opencl: not usable here, skipped'
fi

step 'Done'
