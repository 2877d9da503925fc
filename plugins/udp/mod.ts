import { definePlugin, type PullRequest } from "core/mod.ts";
import * as config from "./config.ts";
import { mpegtsInput } from "./mpegts.ts";
import { Pull } from "./pull.ts";
import { RtpInput } from "./rtp/input.ts";

/** Sources that send MPEG-TS or RTP to a port, to a multicast group, or to a socket of the file system. */
export const udp = definePlugin({
  ...config,
  name: "udp",
  reads: config.READS,
  setup(context) {
    const buffer = (own: number | null) => own ?? context.config.udpReadBufferSize;
    context.sources.add(["udp+mpegts", "udp", "unix+mpegts"], {
      type: "mpegtsSource",
      title: "MPEG-TS source",
      pull: (request) =>
        new Pull(request, {
          readTimeout: context.config.readTimeout,
          receiveBuffer: buffer(valuesOf(request).mpegtsUDPReadBufferSize),
          packets: false,
          input: mpegtsInput,
        }).run(),
    });
    context.sources.add(["udp+rtp", "unix+rtp"], {
      type: "rtpSource",
      title: "RTP source",
      pull: (request) =>
        new Pull(request, {
          readTimeout: context.config.readTimeout,
          receiveBuffer: buffer(valuesOf(request).rtpUDPReadBufferSize),
          packets: true,
          input: (around) => new RtpInput(around),
        }).run(),
    });
  },
});

function valuesOf(request: PullRequest) {
  return request.path.entry.values;
}
