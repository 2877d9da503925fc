/** An instant as the API writes it: RFC 3339 in the local zone, without zeros at the end of the fraction. */
export function formatTime(at: Date): string {
  const minutes = -at.getTimezoneOffset();
  const local = new Date(at.getTime() + minutes * 60_000).toISOString();
  return local.replace(/\.?0*Z$/, "") + zone(minutes);
}

function zone(minutes: number): string {
  if (minutes === 0) return "Z";
  const two = (count: number) => String(Math.floor(count)).padStart(2, "0");
  const away = Math.abs(minutes);
  return `${minutes < 0 ? "-" : "+"}${two(away / 60)}:${two(away % 60)}`;
}
