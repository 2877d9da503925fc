/** The page that plays a stream: parameters of its query are attributes of the player. */
export const PAGE = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>HLS</title>
<style>
html, body { margin: 0; height: 100%; background: #1c1c1c; font: 16px sans-serif; }
video { width: 100%; height: 100%; }
p {
  position: absolute; top: 50%; left: 50%; transform: translate(-50%, -50%); margin: 0; padding: 1em;
  color: white; background: #0008; pointer-events: none;
}
p:empty { display: none; }
</style>
<script src="hls.min.js"></script>
</head>
<body>
<video id="video"></video>
<p id="message"></p>
<script>
const PAUSE = 2000;
const video = document.getElementById("video"), message = document.getElementById("message");
const parameters = new URLSearchParams(location.search);
const flag = (name, otherwise) => {
  const given = parameters.get(name);
  return given === null ? otherwise : !["0", "no", "off", "false"].includes(given.toLowerCase());
};
video.controls = flag("controls", true);
video.muted = flag("muted", true);
video.autoplay = flag("autoplay", true);
video.playsInline = flag("playsinline", true);
video.disablePictureInPicture = flag("disablepictureinpicture", false);

const source = "index.m3u8" + location.search;
let hls;

const again = (text) => {
  message.textContent = text;
  setTimeout(play, PAUSE);
};
const begin = () => {
  message.textContent = "";
  if (video.autoplay) video.play().catch(() => {});
};

function play() {
  if (!Hls.isSupported()) return playNatively();
  hls = new Hls({ lowLatencyMode: true, maxLiveSyncPlaybackRate: 1.5 });
  hls.on(Hls.Events.MANIFEST_PARSED, begin);
  hls.on(Hls.Events.ERROR, (_, { fatal, details, response }) => {
    if (!fatal) return;
    hls.destroy();
    if (details === "manifestIncompatibleCodecsError") {
      message.textContent = "This browser cannot play the codecs of the stream.";
    } else if (response && response.code === 404) again("The stream is not there; trying again.");
    else if (response && response.code === 401) message.textContent = "Not allowed to watch this.";
    else again("The stream was interrupted; trying again.");
  });
  hls.loadSource(source);
  hls.attachMedia(video);
}

function playNatively() {
  video.onloadedmetadata = begin;
  video.onerror = () => again("The stream cannot be had; trying again.");
  video.src = source;
}

play();
</script>
</body>
</html>
`;
