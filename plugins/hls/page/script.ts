/** The player's library, as text, so that it is also in a bundle and in an executable. */
export { default as script } from "hls.js/dist/hls.min.js" with { type: "text" };
