import { Agent, request as httpsRequest } from "node:https";

/** How long the answer to a watch is read. */
const watchedMs = 30;

/** A client with one connection to a server. */
export function connection({ address, token, ca }) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1, ca });
  const send = ({ method, path, headers, body }, hangMs) =>
    new Promise((resolve, reject) => {
      const bytes = body === undefined ? undefined : Buffer.from(body);
      const length = bytes === undefined ? {} : { "content-length": String(bytes.length) };
      const outgoing = httpsRequest(
        `${address}${path}`,
        { method, agent, headers: { authorization: `Bearer ${token}`, ...length, ...headers } },
        (answer) => {
          const chunks = [];
          const { statusCode: code, headers: answered } = answer;
          const end = () => {
            const whole = Buffer.concat(chunks);
            resolve({ code, headers: answered, bytes: whole, text: whole.toString() });
          };
          answer.on("data", (chunk) => chunks.push(chunk));
          answer.on("end", end);
          answer.on("error", reject);
          if (code === 200 && method === "GET" && path.includes("watch")) {
            setTimeout(() => {
              answer.off("error", reject).on("error", () => {});
              end();
              answer.destroy();
            }, watchedMs);
          }
        },
      );
      outgoing.setTimeout(hangMs, () => outgoing.destroy(new Error(`no answer within ${hangMs} ms`)));
      outgoing.on("error", reject);
      outgoing.end(bytes);
    });
  /** The JSON at a path; throws for anything but 200. */
  const get = async (path, headers = {}) => {
    const { code, text } = await send({ method: "GET", path, headers }, 60_000);
    if (code !== 200) throw new Error(`${code} to ${path}: ${text.slice(0, 300)}`);
    return JSON.parse(text);
  };
  return { send, get, close: () => agent.destroy() };
}
