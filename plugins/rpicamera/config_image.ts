import {
  bool,
  type Effect,
  floatWithin,
  listOfLength,
  oneOf,
  parameter,
  text,
  textLike,
  uint,
  uintWithin,
} from "core/mod.ts";

const LARGEST = 65535;

function flag(doc: string, effect: Effect = "path") {
  return parameter(bool, { default: false, effect, doc });
}

function level(defaultLevel: number, least: number, most: number, what: string) {
  const doc = `${what}, from ${least} to ${most}.`;
  return parameter(floatWithin(least, most), { default: defaultLevel, effect: "live", doc });
}

const fraction = "(?:0(?:\\.\\d+)?|1(?:\\.0+)?|\\.\\d+)";
const window = textLike(
  new RegExp(`^(?:${fraction}(?:,${fraction}){3})?$`),
  "x,y,width,height, each from 0 to 1, such as 0.25,0.25,0.5,0.5",
);

/** What the camera sees and how. */
export const image = {
  rpiCameraCamID: parameter(uint, {
    default: 0,
    effect: "path",
    doc: "Which camera, counted from 0.",
  }),
  rpiCameraSecondary: flag("Takes a second stream from a camera that another path has already."),
  rpiCameraWidth: parameter(uintWithin(0, LARGEST), {
    default: 1920,
    effect: "path",
    doc: "Width of the frames.",
  }),
  rpiCameraHeight: parameter(uintWithin(0, LARGEST), {
    default: 1080,
    effect: "path",
    doc: "Height of the frames.",
  }),
  rpiCameraHFlip: flag("Flips the picture from left to right."),
  rpiCameraVFlip: flag("Flips the picture from top to bottom."),
  rpiCameraBrightness: level(0, -1, 1, "Brightness"),
  rpiCameraContrast: level(1, 0, 16, "Contrast"),
  rpiCameraSaturation: level(1, 0, 16, "Saturation"),
  rpiCameraSharpness: level(1, 0, 16, "Sharpness"),
  rpiCameraExposure: parameter(oneOf(["normal", "short", "long", "custom"]), {
    default: "normal",
    effect: "live",
    doc: "Exposure: normal, short, long or custom.",
  }),
  rpiCameraAWB: parameter(
    oneOf([
      "auto",
      "incandescent",
      "tungsten",
      "fluorescent",
      "indoor",
      "daylight",
      "cloudy",
      "custom",
    ]),
    {
      default: "auto",
      effect: "live",
      doc:
        "White balance: auto, incandescent, tungsten, fluorescent, indoor, daylight, cloudy or custom.",
    },
  ),
  rpiCameraAWBGains: parameter(listOfLength(floatWithin(0, 64), 2), {
    default: [0, 0],
    effect: "live",
    doc: "Red and blue gain when rpiCameraAWB is custom.",
  }),
  rpiCameraDenoise: parameter(oneOf(["off", "cdn_off", "cdn_fast", "cdn_hq"]), {
    default: "off",
    effect: "live",
    doc: "Noise reduction: off, cdn_off, cdn_fast or cdn_hq.",
  }),
  rpiCameraShutter: parameter(uint, {
    default: 0,
    effect: "live",
    doc: "Shutter time in microseconds; 0 for automatic.",
  }),
  rpiCameraMetering: parameter(oneOf(["centre", "spot", "matrix", "custom"]), {
    default: "centre",
    effect: "live",
    doc: "Which part of the picture decides on the exposure: centre, spot, matrix or custom.",
  }),
  rpiCameraGain: level(0, 0, 64, "Gain (0 for automatic)"),
  rpiCameraEV: level(0, -10, 10, "Exposure compensation"),
  rpiCameraROI: parameter(window, {
    default: "",
    effect: "path",
    doc:
      "The part of the picture that is used: x,y,width,height, each from 0 to 1; empty for all of it.",
  }),
  rpiCameraHDR: flag("High dynamic range, with Camera Module 3."),
  rpiCameraTuningFile: parameter(text, {
    default: "",
    effect: "path",
    doc: "The tuning file of the camera; empty for the standard one.",
  }),
  rpiCameraMode: parameter(
    textLike(
      /^(?:\d+:\d+(?::\d+(?::[PU])?)?)?$/,
      "width:height, width:height:bits or width:height:bits:P",
    ),
    {
      default: "",
      effect: "path",
      doc:
        "The sensor's mode: width:height:bits:packing, the last (P packed, U unpacked) or last two may be " +
        "left out; empty to choose the best.",
    },
  ),
  rpiCameraFPS: parameter(floatWithin(0, 1000), {
    default: 30,
    effect: "live",
    doc: "Frames per second.",
  }),
  rpiCameraAfMode: parameter(oneOf(["auto", "manual", "continuous"]), {
    default: "continuous",
    effect: "path",
    doc: "Autofocus: auto (once), manual or continuous.",
  }),
  rpiCameraAfRange: parameter(oneOf(["normal", "macro", "full"]), {
    default: "normal",
    effect: "path",
    doc: "The distances that autofocus looks at: normal, macro or full.",
  }),
  rpiCameraAfSpeed: parameter(oneOf(["normal", "fast"]), {
    default: "normal",
    effect: "path",
    doc: "How fast autofocus is: normal or fast.",
  }),
  rpiCameraLensPosition: level(0, 0, 32, "Focus in dioptres with rpiCameraAfMode manual"),
  rpiCameraAfWindow: parameter(window, {
    default: "",
    effect: "path",
    doc: "The part of the picture that autofocus looks at: x,y,width,height, each from 0 to 1.",
  }),
  rpiCameraFlickerPeriod: parameter(uint, {
    default: 0,
    effect: "live",
    doc: "The period of flickering light in microseconds, such as 10000 at 50 Hz; 0 for none.",
  }),
  rpiCameraTextOverlayEnable: flag("Writes a text onto each frame.", "live"),
  rpiCameraTextOverlay: parameter(text, {
    default: "%Y-%m-%d %H:%M:%S - MediaMTX",
    effect: "live",
    doc: "That text; %Y, %m, … are parts of the time as in strftime.",
  }),
};
