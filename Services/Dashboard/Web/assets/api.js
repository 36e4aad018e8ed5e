// The REST interface. A lost login leads to the login page; every other failure is an Error with the server's own words, if it has said any.
const csrf = document.querySelector('meta[name="csrf-token"]')?.content ?? "";

async function send(method, path, body) {
  const headers = { Accept: "application/json" };
  if (method !== "GET") { headers["X-CSRF-Token"] = csrf; headers["Content-Type"] = "application/json"; }
  let response;
  try {
    response = await fetch(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body), signal: AbortSignal.timeout(8000) });
  } catch { throw new Error("the server does not answer"); }
  if (response.status === 401) { location.assign("/login"); throw new Error("the login has ended"); }
  const text = await response.text();
  const json = parsed(text);
  if (json === undefined) throw new Error(`the server answered ${response.status} with something else than data`);
  if (!response.ok) throw new Error(json?.error?.message ?? json?.message ?? `the server answered ${response.status}`);
  return json;
}

/** undefined for what is not JSON, such as the error page of a proxy. */
function parsed(text) {
  try { return text ? JSON.parse(text) : null; } catch { return undefined; }
}

export const get = (path) => send("GET", `/api/v1${path}`);
export const post = (path, body = {}) => send("POST", `/api/v1${path}`, body);
export const logout = () => send("POST", "/logout");
