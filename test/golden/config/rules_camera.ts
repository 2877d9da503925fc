import { type RuleCase, under } from "./rule_case.ts";

const camera = "source: rpiCamera\n";

export const cameraRules: readonly RuleCase[] = [
  {
    rule: "a camera's frames have a size",
    broken: under(`${camera}rpiCameraWidth: 0`),
    problems: [/^4:21: paths\.cam\.rpiCameraWidth: /],
    kept: under("rpiCameraWidth: 0"),
  },
  {
    rule: "MJPEG frames are multiples of 8 and below 2048",
    broken: under(`${camera}rpiCameraCodec: mjpeg\nrpiCameraWidth: 2048\nrpiCameraHeight: 1081`),
    problems: [/rpiCameraWidth: with MJPEG/, /rpiCameraHeight: with MJPEG/],
    kept: under(`${camera}rpiCameraWidth: 2048\nrpiCameraHeight: 1081`),
  },
  {
    rule: "one primary path per camera",
    broken: "paths:\n  a:\n    source: rpiCamera\n  b:\n    source: rpiCamera\n",
    problems: [/^4:3: paths\.b\.rpiCameraCamID: path a has camera 0/],
    kept:
      "paths:\n  a:\n    source: rpiCamera\n  b:\n    source: rpiCamera\n    rpiCameraCamID: 1\n",
  },
  {
    rule: "a secondary stream needs a primary one",
    broken: under(`${camera}rpiCameraSecondary: yes\nrpiCameraWidth: 640\nrpiCameraHeight: 480`),
    problems: [/^2:3: paths\.cam\.rpiCameraCamID: .*secondary/],
    kept:
      "paths:\n  a:\n    source: rpiCamera\n  b:\n    source: rpiCamera\n    rpiCameraSecondary: yes\n" +
      "    rpiCameraWidth: 640\n    rpiCameraHeight: 480\n",
  },
];
