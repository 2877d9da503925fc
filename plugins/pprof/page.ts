const PROFILES = [
  ["profile?seconds=30", "what runs, for 30 seconds or as many as seconds says"],
  ["heap", "memory in use, by what has allocated it since profiling was switched on"],
  ["heap?debug=1", "the same as a table"],
  ["cmdline", "the program and its arguments"],
];

/** The list of what there is. */
export function indexPage(): Response {
  const rows = PROFILES.map(([url, text]) => `<li><a href="${url}">${url}</a>: ${text}</li>`);
  const page = `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>/debug/pprof/</title></head>
<body>
<h1>Profiles</h1>
<ul>
${rows.join("\n")}
</ul>
<p>Open one with <code>go tool pprof -http=: URL</code>, or any other viewer of pprof's format.</p>
</body>
</html>
`;
  return new Response(page, { headers: { "Content-Type": "text/html; charset=utf-8" } });
}
