/** What a connection has counted since it began. */
export class Counters {
  packetsSent = 0;
  packetsReceived = 0;
  packetsSentUnique = 0;
  packetsReceivedUnique = 0;
  /** Told by the peer, and noticed by ourselves. */
  packetsSendLoss = 0;
  packetsReceivedLoss = 0;
  packetsRetrans = 0;
  packetsReceivedRetrans = 0;
  packetsSentACK = 0;
  packetsReceivedACK = 0;
  packetsSentNAK = 0;
  packetsReceivedNAK = 0;
  packetsSentKM = 0;
  packetsReceivedKM = 0;
  /** Those that came when they had been given up. */
  packetsReceivedBelated = 0;
  /** Those that were given up. */
  packetsSendDrop = 0;
  packetsReceivedDrop = 0;
  packetsReceivedUndecrypt = 0;
  bytesSent = 0;
  bytesReceived = 0;
  bytesSentUnique = 0;
  bytesReceivedUnique = 0;
  bytesReceivedLoss = 0;
  bytesRetrans = 0;
  bytesReceivedRetrans = 0;
  bytesReceivedBelated = 0;
  bytesSendDrop = 0;
  bytesReceivedDrop = 0;
  bytesReceivedUndecrypt = 0;
}
