import { definePlugin, type PullRequest } from "core/mod.ts";
import * as config from "./config.ts";
import { mpegtsInput } from "./mpegts.ts";
import { Pull, type PullOptions } from "./pull.ts";
import { RtpInput } from "./rtp/input.ts";

/** Sources that send MPEG-TS or RTP to a port, to a multicast group, or to a socket of the file system. */
export const udp = definePlugin({
  ...config,
  name: "udp",
  reads: config.READS,
  setup(context) {
    const settings = (dumpPrefix: string, receiveBuffer: number | null) => {
      const { readTimeout, udpReadBufferSize, dumpPackets } = context.config;
      const common = { readTimeout, receiveBuffer: receiveBuffer ?? udpReadBufferSize };
      return { ...common, ...dumpPackets && { dumpPrefix } };
    };
    const pull = (request: PullRequest, options: PullOptions) => new Pull(request, options).run();
    context.sources.add(["udp+mpegts", "udp", "unix+mpegts"], {
      type: "mpegtsSource",
      title: "MPEG-TS source",
      pull(request) {
        const { mpegtsUDPReadBufferSize } = request.path.entry.values;
        const options = settings("mpegts_source_conn", mpegtsUDPReadBufferSize);
        return pull(request, { ...options, packets: false, input: mpegtsInput });
      },
    });
    context.sources.add(["udp+rtp", "unix+rtp"], {
      type: "rtpSource",
      title: "RTP source",
      pull(request) {
        const { rtpUDPReadBufferSize } = request.path.entry.values;
        const options = settings("rtp_source_conn", rtpUDPReadBufferSize);
        const input: PullOptions["input"] = (around) => new RtpInput(around);
        return pull(request, { ...options, packets: true, input });
      },
    });
  },
});
