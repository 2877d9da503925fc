# The executable on a small base. libssl3 brings libcrypto.so.3, which makes SRTP cheap; without it
# the server falls back to its portable ciphers.
#
#   docker build -t mediamtx .
#   docker run --rm --network=host -v "$PWD/mediamtx.yml:/mediamtx.yml:ro" mediamtx
ARG DENO_VERSION=2.9.6

FROM denoland/deno:${DENO_VERSION} AS build
WORKDIR /source
COPY . .
RUN deno task compile && mv dist/mediamtx-* dist/mediamtx

FROM debian:bookworm-slim
RUN apt-get update && \
  apt-get install -y --no-install-recommends ca-certificates libssl3 && \
  rm -rf /var/lib/apt/lists/*
COPY --from=build /source/dist/mediamtx /usr/local/bin/mediamtx
COPY mediamtx.yml /mediamtx.yml
WORKDIR /
ENTRYPOINT ["/usr/local/bin/mediamtx"]
