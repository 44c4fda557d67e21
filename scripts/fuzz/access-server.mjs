import { createServer } from "node:http";
import { mangled, mutated } from "./mutate.mjs";
import { wrongValues } from "./wrong-values.mjs";

/**
 * A webhook on loopback for tokens (`/tokens`), for decisions (`/decisions`) and for images (`/images`), which answers what
 * `random` makes of the right answer. Nothing that it answers authenticates a token `unknown-*`, or allows the user `denied`
 * anything.
 *
 * @returns {Promise<{ url: string, close: () => void }>}
 */
export async function startAccessServer(random) {
  const server = createServer((incoming, outgoing) => {
    const chunks = [];
    incoming.on("data", (chunk) => chunks.push(chunk));
    incoming.on("error", () => {});
    incoming.on("end", () => {
      const review = JSON.parse(Buffer.concat(chunks).toString());
      respond(outgoing, { random, answer: answers[incoming.url.split(/[/?]/)[1]](random, review) });
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** The right answers, and whether they may be changed into any other: those that say no stay as they are. */
const answers = {
  tokens(random, review) {
    const [user] = review.spec.token.split("-");
    const known = {
      username: user === "denied" ? "denied" : userOf(random),
      uid: "u",
      groups: ["a"],
      extra: { b: ["c"] },
    };
    const status = user === "unknown" ? { authenticated: false } : { authenticated: true, user: known };
    return { review: { ...review, status }, isFixed: user !== "known" };
  },
  decisions(random, review) {
    const isDenied = review.spec.user === "denied";
    const status = isDenied ? { allowed: false } : random.pick([{ allowed: true }, { allowed: false, denied: true }]);
    return { review: { ...review, status: { ...status, reason: "fuzz" } }, isFixed: isDenied };
  },
  images(random, review) {
    return { review: { ...review, status: { allowed: random.chance(0.7), reason: "fuzz" } }, isFixed: false };
  },
};

function userOf(random) {
  return random.pick(["a", "system:node:n", "system:anonymous", "system:serviceaccount:fuzz:default", "x".repeat(300)]);
}

function respond(outgoing, { random, answer: { review, isFixed } }) {
  const json = { "content-type": "application/json" };
  if (isFixed || random.chance(0.5)) return outgoing.writeHead(200, json).end(JSON.stringify(review));
  // The client tries again, half a second later and more.
  if (random.chance(0.005)) return fail(outgoing, random);
  switch (random.below(7)) {
    case 0:
      return outgoing.writeHead(random.pick([201, 204, 400, 403, 404]), json).end();
    case 1:
      return outgoing.writeHead(301, { location: "http://127.0.0.1:1/" }).end();
    case 2:
      return outgoing.writeHead(200, { "content-type": "text/html" }).end("<html>502 Bad Gateway</html>");
    case 3:
      return outgoing
        .writeHead(200, json)
        .end(random.pick(["", "null", "[]", "1", "{", "\u0000", "{}", '{"status":null}']));
    case 4:
      return outgoing.writeHead(200, json).end(mangled(random, JSON.stringify(review)));
    case 5:
      return outgoing.writeHead(200, json).end(JSON.stringify({ ...review, status: random.pick(wrongValues) }));
    default:
      return outgoing.writeHead(200, json).end(JSON.stringify(mutated(random, review)) ?? "");
  }
}

function fail(outgoing, random) {
  if (random.chance(0.3)) return outgoing.destroy();
  if (random.chance(0.5)) return outgoing.writeHead(random.pick([429, 500, 503]), { "retry-after": "1" }).end();
  outgoing.writeHead(200, { "content-type": "application/json", "content-length": "100000" });
  return outgoing.write("{", () => outgoing.destroy());
}
