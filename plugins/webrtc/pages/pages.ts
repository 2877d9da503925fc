const HEAD = String.raw`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
`;

/** A player: what the address says of it (`?controls=false&muted=no …`) becomes the attributes of the video. */
const READ = String.raw`${HEAD}<title>stream</title>
<style>
html, body { margin: 0; height: 100%; background: #111; font: 15px system-ui, sans-serif; }
video { width: 100%; height: 100%; object-fit: contain; }
#message { position: absolute; inset: 0; display: flex; align-items: center; justify-content: center;
  text-align: center; padding: 2em; color: #eee; pointer-events: none; text-shadow: 0 0 4px #000; }
</style>
<script defer src="./reader.js"></script>
</head>
<body>
<video id="video"></video>
<div id="message"></div>
<script>
const video = document.getElementById("video"), message = document.getElementById("message");
const query = new URLSearchParams(location.search);

const flag = (name, standard) => {
  const value = query.get(name);
  return value === null ? standard : ["1", "yes", "true", ""].includes(value);
};

video.controls = flag("controls", true);
video.muted = flag("muted", true);
video.autoplay = flag("autoplay", true);
video.playsInline = flag("playsinline", true);
video.disablePictureInPicture = flag("disablepictureinpicture", false);

window.addEventListener("load", () => {
  const folder = location.pathname.replace(/\/$/, "");
  const reader = new MediaMTXWebRTCReader({
    url: location.origin + folder + "/whep" + location.search,
    onError: (reason) => {
      message.textContent = reason;
    },
    onTrack: ({ streams, track }) => {
      message.textContent = "";
      video.srcObject = streams[0] ?? new MediaStream([track]);
    },
  });
  window.addEventListener("beforeunload", () => reader.close());
});
</script>
</body>
</html>
`;

/** A studio: devices and how they are encoded, which the address may say as well. */
const PUBLISH = String.raw`${HEAD}<title>publish</title>
<style>
body { margin: 0; background: #111; color: #eee; font: 15px system-ui, sans-serif; display: flex;
  flex-wrap: wrap; gap: 1.5em; padding: 1.5em; }
video { flex: 2 1 30em; max-width: 100%; max-height: 85vh; background: #000; }
form { flex: 1 1 18em; display: grid; grid-template-columns: auto 1fr; gap: .6em 1em;
  align-content: start; align-items: center; }
input, select, button { font: inherit; padding: .3em; min-width: 0; }
button, #message { grid-column: 1 / -1; }
</style>
<script defer src="./publisher.js"></script>
</head>
<body>
<video id="video" muted autoplay playsinline></video>
<form id="form">
<label for="video-device">picture</label><select id="video-device"></select>
<label for="video-codec">codec</label><select id="video-codec"></select>
<label for="video-bitrate">kbit/s</label><input id="video-bitrate" type="number" min="1" value="10000">
<label for="video-framerate">frames/s</label><input id="video-framerate" type="number" min="1" value="30">
<label for="video-width">width</label><input id="video-width" type="number" min="1" value="1920">
<label for="video-height">height</label><input id="video-height" type="number" min="1" value="1080">
<label for="audio-device">sound</label><select id="audio-device"></select>
<label for="audio-codec">codec</label><select id="audio-codec"></select>
<label for="audio-bitrate">kbit/s</label><input id="audio-bitrate" type="number" min="1" value="32">
<label for="audio-voice">voice</label><input id="audio-voice" type="checkbox" checked>
<button id="publish">publish</button>
<div id="message"></div>
</form>
<script>
const element = (id) => document.getElementById(id), value = (id) => element(id).value;
const message = (text) => {
  element("message").textContent = text;
};
const query = new URLSearchParams(location.search);
let publisher = null;

const option = (select, value, text) => select.append(new Option(text, value));

function fillCodecs(kind) {
  const codecs = RTCRtpSender.getCapabilities(kind)?.codecs ?? [];
  const names = codecs.map(({ mimeType }) => mimeType.split("/")[1].toLowerCase());
  const useful = ["h264", "vp9", "vp8", "av1", "h265", "opus", "g722", "pcmu", "pcma"];
  for (const name of useful) {
    if (names.includes(name)) option(element(kind + "-codec"), name + "/" + clock(codecs, name), name);
  }
}

const clock = (codecs, name) =>
  codecs.find(({ mimeType }) => mimeType.toLowerCase().endsWith("/" + name)).clockRate;

async function fillDevices() {
  const devices = await navigator.mediaDevices.enumerateDevices();
  for (const kind of ["video", "audio"]) {
    const select = element(kind + "-device");
    for (const { deviceId, label } of devices.filter((d) => d.kind === kind + "input")) {
      option(select, deviceId, label || kind);
    }
    if (kind === "video" && navigator.mediaDevices.getDisplayMedia) option(select, "screen", "screen");
    option(select, "none", "none");
  }
}

/* What the address says, in place of what the form began with. */
function readQuery() {
  for (const [id, given] of query) {
    const field = element(id);
    if (!field || !("value" in field)) continue;
    if (field.type === "checkbox") field.checked = ["1", "yes", "true", "on"].includes(given);
    else if (field.tagName !== "SELECT") field.value = given;
    else {
      const wanted = given.toLowerCase();
      const match = [...field.options].find((o) =>
        o.value === given || o.text === given || o.value.split("/")[0] === wanted.split("/")[0]
      );
      if (match) field.value = match.value;
    }
  }
}

async function capture() {
  const size = {
    width: { ideal: Number(value("video-width")) },
    height: { ideal: Number(value("video-height")) },
    frameRate: { ideal: Number(value("video-framerate")) },
  };
  const device = (kind) => value(kind + "-device");
  const audio = device("audio") !== "none" && {
    deviceId: device("audio"),
    ...element("audio-voice").checked ? {} : {
      autoGainControl: false,
      echoCancellation: false,
      noiseSuppression: false,
    },
  };
  if (device("video") === "screen") {
    return await navigator.mediaDevices.getDisplayMedia({ video: size, audio });
  }
  const video = device("video") !== "none" && { deviceId: device("video"), ...size };
  return await navigator.mediaDevices.getUserMedia({ video, audio });
}

async function publish() {
  const stream = await capture();
  element("video").srcObject = stream;
  const folder = location.pathname.replace(/\/publish\/?$/, "");
  publisher = new MediaMTXWebRTCPublisher({
    url: location.origin + folder + "/whip" + location.search,
    stream,
    videoCodec: value("video-codec"),
    videoBitrate: value("video-bitrate"),
    audioCodec: value("audio-codec"),
    audioBitrate: value("audio-bitrate"),
    audioVoice: element("audio-voice").checked,
    onError: message,
    onConnected: () => message("publishing"),
  });
}

element("form").addEventListener("submit", (event) => {
  event.preventDefault();
  publisher?.close();
  message("connecting");
  publish().catch((error) => message(error.message));
});

window.addEventListener("load", async () => {
  if (!navigator.mediaDevices) {
    message("Browsers give pages camera and microphone over HTTPS, or from localhost, only.");
    return;
  }
  fillCodecs("video");
  fillCodecs("audio");
  try {
    const allowed = await navigator.mediaDevices.getUserMedia({ video: true, audio: true });
    for (const track of allowed.getTracks()) track.stop();
  } catch {
    message("without camera and microphone");
  }
  await fillDevices();
  readQuery();
});
window.addEventListener("beforeunload", () => publisher?.close());
</script>
</body>
</html>
`;

/** The pages at `/PATH/` and `/PATH/publish`: nothing of the address is written into them. */
export const PAGES = { read: READ, publish: PUBLISH };
