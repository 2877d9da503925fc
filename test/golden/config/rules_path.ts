import { pattern, type RuleCase, under } from "./rule_case.ts";

export const pathRules: readonly RuleCase[] = [
  {
    rule: "srtPublishPassphrase with source publisher only",
    broken: under("source: srt://x:1\nsrtPublishPassphrase: 0123456789x"),
    problems: [/^4:27: paths\.cam\.srtPublishPassphrase: (?!.*0123)/],
    kept: under("srtPublishPassphrase: 0123456789x"),
  },
  {
    rule: "passphrases have 10 to 79 characters",
    broken: under("srtReadPassphrase: tooshort"),
    problems: [/^3:24: paths\.cam\.srtReadPassphrase: (?!.*tooshort).*10 to 79/],
    kept: under(`srtReadPassphrase: ${"x".repeat(79)}`),
  },
  {
    rule: "sourceRedirect with source redirect only",
    broken: under("sourceRedirect: /other"),
    problems: [/^3:21: paths\.cam\.sourceRedirect: /],
    kept: under("source: redirect\nsourceRedirect: /other"),
  },
  {
    rule: "source redirect needs sourceRedirect",
    broken: under("source: redirect"),
    problems: [/^2:3: paths\.cam\.sourceRedirect: source redirect needs it/],
    kept: under("source: redirect\nsourceRedirect: rtsp://other/path"),
  },
  {
    rule: "redirects lead to paths",
    broken: under("source: redirect\nsourceRedirect: /../x"),
    problems: [/^4:21: paths\.cam\.sourceRedirect: .*no path/],
    kept: under("fallback: /other"),
  },
  {
    rule: "redirects lead to RTSP",
    broken: under("fallback: http://x/"),
    problems: [/^3:15: paths\.cam\.fallback: found 'http:.*\/PATH, rtsp:\/\//],
    kept: under("fallback: rtsps://x/y"),
  },
  {
    rule: "UDP sources need a port",
    broken: under("source: udp+mpegts://239.0.0.1"),
    problems: [/^3:13: paths\.cam\.source: .*port/],
    kept: under("source: udp://:1234"),
  },
  {
    rule: "RTP sources need rtpSDP",
    broken: under("source: udp+rtp://:1234"),
    problems: [/^2:3: paths\.cam\.rtpSDP: /],
    kept: under("source: udp+rtp://:1234\nrtpSDP: |\n  v=0"),
  },
  {
    rule: "sourceOnDemand not with publisher",
    broken: under("sourceOnDemand: yes"),
    problems: [/^3:21: paths\.cam\.sourceOnDemand: /],
    kept: under("source: rtsp://x\nsourceOnDemand: yes"),
  },
  {
    rule: "a regular expression with a pulled source needs sourceOnDemand",
    broken: pattern("source: rtsp://x"),
    problems: [/^3:13: paths\.~\^cam\.source: .*sourceOnDemand/],
    kept: pattern("source: rtsp://x/$G1\nsourceOnDemand: yes"),
  },
  {
    rule: "runOnInit not on regular expressions",
    broken: pattern("runOnInit: x"),
    problems: [/^3:16: paths\.~\^cam\.runOnInit: /],
    kept: under("runOnInit: x"),
  },
  {
    rule: "runOnDemand and runOnUnDemand with publisher only",
    broken: under("source: rtsp://x\nrunOnDemand: x\nrunOnUnDemand: x"),
    problems: [/^4:18: paths\.cam\.runOnDemand: /, /^5:20: paths\.cam\.runOnUnDemand: /],
    kept: under("runOnDemand: x\nrunOnUnDemand: x"),
  },
  {
    rule: "alwaysAvailable not on regular expressions",
    broken: pattern("alwaysAvailable: yes\nalwaysAvailableTracks: [{codec: H264}]"),
    problems: [/^3:22: paths\.~\^cam\.alwaysAvailable: /],
    kept: under("alwaysAvailable: yes\nalwaysAvailableTracks: [{codec: H264}]"),
  },
  {
    rule: "alwaysAvailable not with sourceOnDemand",
    broken: under(
      "alwaysAvailable: yes\nalwaysAvailableTracks: [{codec: AV1}]\nsource: rtsp://x\nsourceOnDemand: yes",
    ),
    problems: [/^3:22: paths\.cam\.alwaysAvailable: .*sourceOnDemand/],
    kept: under("alwaysAvailable: yes\nalwaysAvailableTracks: [{codec: AV1}]\nsource: rtsp://x"),
  },
  {
    rule: "alwaysAvailable not with runOnDemand",
    broken: under("alwaysAvailable: yes\nalwaysAvailableTracks: [{codec: VP9}]\nrunOnDemand: x"),
    problems: [/^5:18: paths\.cam\.runOnDemand: .*alwaysAvailable/],
    kept: under("alwaysAvailable: yes\nalwaysAvailableTracks: [{codec: VP9}]\nrunOnInit: x"),
  },
  {
    rule: "alwaysAvailable takes a file or tracks",
    broken: under(
      "alwaysAvailable: yes\nalwaysAvailableTracks: [{codec: H265}]\nalwaysAvailableFile: x.mp4",
    ),
    problems: [/^5:26: paths\.cam\.alwaysAvailableFile: .*together/],
    kept: under("alwaysAvailableTracks: [{codec: H265}]\nalwaysAvailableFile: x.mp4"),
  },
  {
    rule: "alwaysAvailable needs a file or tracks",
    broken: under("alwaysAvailable: yes"),
    problems: [/^3:22: paths\.cam\.alwaysAvailable: it needs/],
    kept: under("alwaysAvailable: yes\nalwaysAvailableTracks: [{codec: Opus}]"),
  },
  {
    rule: "alwaysAvailableFile exists",
    broken: under("alwaysAvailable: yes\nalwaysAvailableFile: x.mp4"),
    problems: [
      /^4:26: paths\.cam\.alwaysAvailableFile: 'x\.mp4' cannot be used: it cannot be read/,
    ],
    kept: under("alwaysAvailable: no\nalwaysAvailableFile: x.mp4"),
  },
  {
    rule: "alwaysAvailableFile is MP4",
    files: { "/srv/x.mp4": "not MP4" },
    broken: under("alwaysAvailable: yes\nalwaysAvailableFile: x.mp4"),
    problems: [/^4:26: paths\.cam\.alwaysAvailableFile: .*no MP4/],
    kept: "",
  },
  {
    rule: "alwaysAvailable not with useAbsoluteTimestamp",
    broken: under(
      "alwaysAvailable: yes\nalwaysAvailableTracks: [{codec: H264}]\nuseAbsoluteTimestamp: yes",
    ),
    problems: [/^3:22: paths\.cam\.alwaysAvailable: .*useAbsoluteTimestamp/],
    kept: under("useAbsoluteTimestamp: yes"),
  },
  {
    rule: "filler tracks: video and Opus take neither rate nor channels",
    broken: under(
      "alwaysAvailable: yes\nalwaysAvailableTracks: [{codec: Opus, sampleRate: 48000, channelCount: 2}]",
    ),
    problems: [
      /^4:55: paths\.cam\.alwaysAvailableTracks\[0\]\.sampleRate: .*Opus/,
      /^4:76: paths\.cam\.alwaysAvailableTracks\[0\]\.channelCount: .*Opus/,
    ],
    kept: under("alwaysAvailable: yes\nalwaysAvailableTracks: [{codec: Opus, muLaw: yes}]"),
  },
  {
    rule: "filler tracks: MPEG-4 audio needs both",
    broken: under(
      "alwaysAvailable: yes\nalwaysAvailableTracks: [{codec: MPEG4Audio, sampleRate: 22049}]",
    ),
    problems: [/sampleRate: codec MPEG4Audio needs it, 22050/, /channelCount: .*needs it/]
      .reverse(),
    kept: under(
      "alwaysAvailable: yes\nalwaysAvailableTracks: [{codec: MPEG4Audio, sampleRate: 22050, channelCount: 1}]",
    ),
  },
  {
    rule: "filler tracks: MPEG-4 audio has channels that it has a configuration for",
    broken: under(
      "alwaysAvailable: yes\nalwaysAvailableTracks: [{codec: MPEG4Audio, sampleRate: 48000, channelCount: 7}]",
    ),
    problems: [/channelCount: codec MPEG4Audio has 1 to 6 or 8 channels/],
    kept: under(
      "alwaysAvailable: yes\nalwaysAvailableTracks: [{codec: MPEG4Audio, sampleRate: 48000, channelCount: 8}]",
    ),
  },
  {
    rule: "filler tracks: G711 and LPCM need 8 kHz at least",
    broken: under(
      "alwaysAvailable: yes\nalwaysAvailableTracks: [{codec: LPCM, sampleRate: 7999, channelCount: 2}]",
    ),
    problems: [/sampleRate: codec LPCM needs it, 8000/],
    kept: under(
      "alwaysAvailable: yes\nalwaysAvailableTracks: [{codec: G711, sampleRate: 8000, channelCount: 1, muLaw: yes}]",
    ),
  },
  {
    rule: "fallbackSource is a URL",
    broken: under("fallbackSource: publisher"),
    problems: [/^3:21: paths\.cam\.fallbackSource: found 'publisher'; allowed: rtsp:\/\//],
    kept: under("fallbackSource: rtsp://other/cam"),
  },
  {
    rule: "fallbackSource not with source redirect",
    broken: under("source: redirect\nsourceRedirect: /other\nfallbackSource: rtsp://x"),
    problems: [/^5:21: paths\.cam\.fallbackSource: .*redirect/],
    kept: under("source: rtsp://x\nsourceOnDemand: yes\nfallbackSource: rtsp://y"),
  },
  {
    rule: "a regular expression with fallbackSource needs sourceOnDemand",
    broken: pattern("fallbackSource: rtsp://x"),
    problems: [/^3:21: paths\.~\^cam\.fallbackSource: .*sourceOnDemand/],
    kept: pattern("source: rtsp://x/$G1\nsourceOnDemand: yes\nfallbackSource: rtsp://y/$G1"),
  },
  {
    rule: "recordPath holds %path",
    broken: under("recordPath: ./%s"),
    problems: [/^3:17: paths\.cam\.recordPath: it must hold %path/],
    kept: under("recordPath: ./%path/%s"),
  },
  {
    rule: "recordPath tells the time",
    broken: under("recordPath: ./%path/%Y-%m-%d_%H-%M"),
    problems: [/^3:17: paths\.cam\.recordPath: .*%s/],
    kept: under("recordPath: ./%path/%Y-%m-%d_%H-%M-%S"),
  },
  {
    rule: "playback needs %f in recordPath",
    broken: `playback: yes\n${under("recordPath: ./%path/%s")}`,
    problems: [/^4:17: paths\.cam\.recordPath: .*%f/],
    kept: `playback: yes\n${under("recordPath: ./%path/%s-%f")}`,
  },
  {
    rule: "recordSegmentDuration is a day at most",
    broken: under("recordSegmentDuration: 1d1s\nrecordDeleteAfter: 0s"),
    problems: [/^3:28: paths\.cam\.recordSegmentDuration: .*1d/],
    kept: under("recordSegmentDuration: 24h"),
  },
  {
    rule: "recordDeleteAfter is 0 or not less than recordSegmentDuration",
    broken: under("recordDeleteAfter: 59m"),
    problems: [/^3:24: paths\.cam\.recordDeleteAfter: /],
    kept: under("recordDeleteAfter: 0s"),
  },
  {
    rule: "rtspRangeStart fits rtspRangeType",
    broken: under("rtspRangeType: clock\nrtspRangeStart: 10s"),
    problems: [/^4:21: paths\.cam\.rtspRangeStart: found '10s'; allowed with clock/],
    kept: under("rtspRangeType: clock\nrtspRangeStart: 20260131T120000Z"),
  },
  {
    rule: "rtspRangeType npt needs a duration",
    broken: under("rtspRangeType: npt"),
    problems: [/^2:3: paths\.cam\.rtspRangeStart: /],
    kept: under("rtspRangeType: npt\nrtspRangeStart: 1m30s"),
  },
  {
    rule: "rtspUDPSourcePortRange is a range",
    broken: under("rtspUDPSourcePortRange: [1000]"),
    problems: [/^3:29: paths\.cam\.rtspUDPSourcePortRange: .*two port numbers/],
    kept: under("rtspUDPSourcePortRange: [1000, 1000]"),
  },
  {
    rule: "maxReaders is not negative",
    broken: under("maxReaders: -1"),
    problems: [/^3:17: paths\.cam\.maxReaders: found the number -1/],
    kept: under("maxReaders: 0"),
  },
];
