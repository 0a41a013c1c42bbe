#!/bin/sh
# Builds the image without a daemon, from the lines of the Dockerfile behind its build stage, and writes it to a file
# that `docker load` and `podman load` take. Run by the Maven profile `image`, see docs/image.md.
#
# $1 the directory with what is shipped: tidings/ and data/
# $2 the base: an image, or `debian` to make one of four Debian packages
# $3 the version   $4 the commit   $5 the time, in seconds since 1970, of all that is in it
set -eu
here=$(cd "$(dirname "$0")" && pwd)
target=$1 base=$2 version=$3 revision=$4 time=$5

images() {
    command=$1
    shift
    buildah --root "$target/storage" --runroot "$target/storage-run" --storage-driver vfs "$command" "$@"
}

# What the JDK and RocksDB are linked against, and nothing to run but them: no shell, no package manager.
debian_root() {
    set -- --variant=extract --include=base-files,libc6,libgcc-s1,libstdc++6
    for unused in 'doc/*' 'man/*' 'gdb/*' 'gcc/*'; do
        set -- "$@" --dpkgopt="path-exclude=/usr/share/$unused"
    done
    set -- "$@" --dpkgopt='path-exclude=/usr/lib/*/gconv/*' --dpkgopt='path-exclude=/usr/bin/*' \
        --dpkgopt='path-exclude=/etc/update-motd.d/*'
    SOURCE_DATE_EPOCH=$time mmdebstrap "$@" bookworm "$target/base.tar"
}

images rmi --all --force > /dev/null 2>&1 || true
if [ "$base" = debian ]; then
    debian_root
    container=$(images from scratch)
    images add "$container" "$target/base.tar" /
    images commit --rm "$container" tidings-base
    base=localhost/tidings-base
fi

{
    echo 'ARG BASE'
    sed -e '1,/^RUN mvn/d' -e 's|--from=build ||' -e 's|/src/target/image/||' "$here/../../../Dockerfile"
} > "$target/Dockerfile"
images build --isolation chroot --format docker --layers=false --timestamp "$time" \
    --build-arg BASE="$base" --build-arg VERSION="$version" --build-arg REVISION="$revision" \
    --file "$target/Dockerfile" --ignorefile /dev/null --tag "tidings:$version" "$target"

rm -f "$target/tidings-image.tar"
images push --quiet "tidings:$version" "docker-archive:$target/tidings-image.tar:tidings:$version"
images inspect --type image "tidings:$version" > "$target/inspected.json"
rm -rf "$target/root"
container=$(images from "tidings:$version")
cp -a "$(images mount "$container")" "$target/root"
images rm "$container" > /dev/null
