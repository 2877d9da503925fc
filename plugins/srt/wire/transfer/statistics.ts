import { UNLIMITED } from "../options.ts";
import { HEADER } from "../packet.ts";
import type { Connection } from "./connection.ts";

const MEGABIT = 1e6;

/** What a connection is doing at `now` (microseconds), by the names that the API has for it. */
export function statisticsOf(connection: Connection, now: number) {
  const { sender, receiver, counters, options, agreement, roundTrip } = connection;
  const sent = sender.meter.rates(now), received = receiver.meter.rates(now);
  const { buffer } = sender, megabits = (bytes: number) => bytes * 8 / MEGABIT;
  const packetSize = agreement.mtu, capacity = Math.max(sender.capacity, receiver.capacity.rate);
  const mean = counters.packetsSent > 0 ? counters.bytesSent / counters.packetsSent : packetSize;
  const span = buffer.first && buffer.last ? buffer.last.queuedAt - buffer.first.queuedAt : 0;
  return {
    ...counters,
    usSndDuration: Math.round(sender.busy(now)),
    usPacketsSendPeriod: mean * 1e6 / options.maxBandwidth,
    packetsFlowWindow: sender.window,
    packetsFlightSize: buffer.flight,
    msRTT: roundTrip.rtt / 1000,
    mbpsSendRate: megabits(sent.bytes),
    mbpsReceiveRate: megabits(received.bytes),
    mbpsLinkCapacity: megabits(capacity * packetSize),
    bytesAvailSendBuf: (options.sendBuffer - buffer.length) * packetSize,
    bytesAvailReceiveBuf: receiver.available * packetSize,
    mbpsMaxBW: options.maxBandwidth < UNLIMITED ? megabits(options.maxBandwidth) : -1,
    byteMSS: packetSize,
    packetsSendBuf: buffer.length,
    bytesSendBuf: buffer.bytes + buffer.length * HEADER,
    msSendBuf: Math.round(span / 1000),
    msSendTsbPdDelay: Math.round(agreement.sendLatency / 1000),
    packetsReceiveBuf: receiver.waiting,
    bytesReceiveBuf: receiver.bytes + receiver.waiting * HEADER,
    msReceiveBuf: Math.round(receiver.span / 1000),
    msReceiveTsbPdDelay: Math.round(agreement.receiveLatency / 1000),
    packetsReorderTolerance: options.reorderTolerance,
    packetsReceivedAvgBelatedTime: Math.round(receiver.belatedTime / 1000),
    packetsSendLossRate: sent.lossRate,
    packetsReceivedLossRate: received.lossRate,
  };
}

export type Statistics = ReturnType<typeof statisticsOf>;
