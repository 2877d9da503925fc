import assert from "node:assert/strict";
import { fromBase64, toHex } from "media/bytes.ts";
import { decodeALaw, decodeMuLaw } from "./decode.ts";

const codes = Uint8Array.from({ length: 256 }, (_, code) => code);

/** Samples of the codes 0–255 as FFmpeg decodes them. */
const MU_LAW = fromBase64(
  "goSGhIqEjoSShJaEmoSehKKEpoSqhK6EsoS2hLqEvoTBhMOExYTHhMmEy4TNhM+E0YTThNWE14TZhNuE3YTfhOEE" +
    "4gTjBOQE5QTmBOcE6ATpBOoE6wTsBO0E7gTvBPAE8MTxRPHE8kTyxPNE88T0RPTE9UT1xPZE9sT3RPfE+ET4pPjk" +
    "+ST5ZPmk+eT6JPpk+qT65Psk+2T7pPvk/CT8ZPyU/LT81Pz0/RT9NP1U/XT9lP20/dT99P4U/jT+VP50/oz+nP6s" +
    "/rz+zP7c/uz+/P8M/xz/LP88/0z/XP9s/3z/iP+Q/5j/oP+o/7D/uP/A/8j/0P/Y/+D/6P/w//gAAH18eXx1fHF8" +
    "bXxpfGV8YXxdfFl8VXxRfE18SXxFfEF8Pnw8fDp8OHw2fDR8MnwwfC58LHwqfCh8JnwkfCJ8IHwe/B38HPwb/Br8" +
    "GfwY/Bf8FvwV/BT8E/wS/BH8EPwP/A88DrwOPA28DTwMvAw8C7wLPAq8CjwJvAk8CLwIPAe8B1wHHAbcBpwGXAYc" +
    "BdwFnAVcBRwE3AScBFwEHAPcA5wDbANMAywDDALsAswCrAKMAmwCTAIsAgwB7AHMAawBjAF0AWQBVAFEATQBJAEU" +
    "AQQA9ADkANQAxAC0AKQAlACEAHgAcABoAGAAWABQAEgAQAA4ADAAKAAgABgAEAAIAAA=",
)!;
const A_LAW = fromBase64(
  "6oDrgOiA6YDugO+A7IDtgOKA44DggOGA5oDngOSA5YD1QPXA9ED0wPdA98D2QPbA8UDxwPBA8MDzQPPA8kDywKoA" +
    "rgCiAKYAugC+ALIAtgCKAI4AggCGAJoAngCSAJYA1QDXANEA0wDdAN8A2QDbAMUAxwDBAMMAzQDPAMkAywD+qP64" +
    "/oj+mP7o/vj+yP7Y/ij+OP4I/hj+aP54/kj+WP+o/7j/iP+Y/+j/+P/I/9j/KP84/wj/GP9o/3j/SP9Y+qD64Pog" +
    "+mD7oPvg+yD7YPig+OD4IPhg+aD54Pkg+WD9UP1w/RD9MP3Q/fD9kP2w/FD8cPwQ/DD80Pzw/JD8sBWAFIAXgBaA" +
    "EYAQgBOAEoAdgByAH4AegBmAGIAbgBqACsAKQAvAC0AIwAhACcAJQA7ADkAPwA9ADMAMQA3ADUBWAFIAXgBaAEYA" +
    "QgBOAEoAdgByAH4AegBmAGIAbgBqACsAKQAvAC0AIwAhACcAJQA7ADkAPwA9ADMAMQA3ADUAAVgBSAF4AWgBGAEI" +
    "ATgBKAHYAcgB+AHoAZgBiAG4AagAWABIAHgAaAAYAAgAOAAoANgAyAD4AOgAmACIALgAqAVgBSAF4AWgBGAEIATg" +
    "BKAHYAcgB+AHoAZgBiAG4AagArACkALwAtACMAIQAnACUAOwA5AD8APQAzADEANwA1A=",
)!;

Deno.test("G711: every code of mu-law and A-law", () => {
  assert.equal(toHex(decodeMuLaw(codes)), toHex(MU_LAW));
  assert.equal(toHex(decodeALaw(codes)), toHex(A_LAW));
  assert.equal(decodeMuLaw(new Uint8Array()).length, 0);
});
