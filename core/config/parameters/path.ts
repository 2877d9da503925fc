import { deprecated, parameter } from "core/config/parameter.ts";
import { bool, duration, fingerprint, intWithin, SECOND, text } from "core/config/types/mod.ts";

/** Where the stream of a path comes from and who may read it. */
export const path = {
  name: parameter(text, { default: "", effect: "live", doc: "The key of the entry." }),
  source: parameter(text, {
    default: "publisher",
    effect: "path",
    doc:
      "Where the stream comes from: publisher (a client publishes it), redirect (readers are sent to " +
      "sourceRedirect), or the URL of a server it is pulled from. $G1, $G2, … are the groups of the path's " +
      "regular expression, $MTX_QUERY the query of the first reader.",
  }),
  sourceFingerprint: parameter(fingerprint, {
    default: "",
    effect: "path",
    doc: "SHA-256 of the source's certificate, where no authority vouches for it.",
  }),
  sourceOnDemand: parameter(bool, {
    default: false,
    effect: "path",
    doc: "Pulls the source only while somebody reads.",
  }),
  sourceOnDemandStartTimeout: parameter(duration, {
    default: 10 * SECOND,
    effect: "path",
    doc: "How long readers wait for a source that is started on demand.",
  }),
  sourceOnDemandCloseAfter: parameter(duration, {
    default: 10 * SECOND,
    effect: "path",
    doc: "How long such a source goes on after its last reader has left.",
  }),
  maxReaders: parameter(intWithin(0), {
    default: 0,
    effect: "path",
    doc: "How many readers there may be at once; 0 for no limit.",
  }),
  fallback: parameter(text.nullable(), {
    default: null,
    effect: "path",
    doc: "Where readers are sent while there is no stream.",
    outdated: "use alwaysAvailable, which keeps readers where they are",
  }),
  useAbsoluteTimestamp: parameter(bool, {
    default: false,
    effect: "path",
    doc: "Takes the wall-clock time of frames from the source rather than from their arrival.",
  }),
};

/** What holds while a client publishes, and where readers are sent instead. */
export const publisher = {
  overridePublisher: parameter(bool, {
    default: true,
    effect: "path",
    doc: "Lets a new publisher take the place of the present one.",
  }),
  disablePublisherOverride: deprecated(bool, {
    use: "overridePublisher",
    convert(disabled, draft) {
      if (draft.get("source") === "publisher") draft.set("overridePublisher", !disabled);
    },
  }),
  sourceRedirect: parameter(text, {
    default: "",
    effect: "path",
    doc: "Where source redirect sends readers: a URL, or /NAME for another path.",
  }),
};
