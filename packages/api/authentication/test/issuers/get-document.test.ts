import { FakeClock } from "@engenho/core/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDocumentClient, type DocumentClient } from "../../src/issuers/get-document.js";
import { type IssuerServer, startIssuer } from "../support/issuer-server.js";

describe("documents of issuers", () => {
  let issuer: IssuerServer;
  let client: DocumentClient;
  const clock = new FakeClock();
  beforeAll(async () => {
    issuer = await startIssuer();
    client = createDocumentClient({ ca: issuer.caCertificate, clock });
  });
  afterAll(async () => {
    client.close();
    await issuer.close();
  });
  const reply = (path: string, answer: Parameters<IssuerServer["replies"]["set"]>[1]) => {
    issuer.replies.set(path, answer);
    return `${issuer.url}${path}`;
  };
  const fault = (url: string) =>
    client.get(url).then(
      () => "",
      (error: Error) => error.message,
    );

  it("are fetched over https, verified by the issuer's authorities, with their cache headers", async () => {
    const url = reply("/d", { headers: { "cache-control": "max-age=60", expires: "x" }, body: "{}" });
    expect(await client.get(url, { bearer: "t" })).toEqual({ body: "{}", cacheControl: "max-age=60", expires: "x" });
    expect(issuer.shown.at(-1)).toBe("Bearer t");
    const stranger = createDocumentClient({ clock });
    await expect(stranger.get(url)).rejects.toThrow(/^Get "https.*": .*(?:self-signed|verify|unable)/);
    stranger.close();
  });

  it("are redirected at most ten times, and the token is not sent to other hosts", async () => {
    for (let step = 0; step < 12; step++) reply(`/r${step}`, { code: 302, headers: { location: `/r${step + 1}` } });
    reply("/r12", { body: "end" });
    expect((await client.get(`${issuer.url}/r2`)).body).toBe("end");
    expect(await fault(`${issuer.url}/r1`)).toContain("stopped after 10 redirects");
    const other = issuer.url.replace("127.0.0.1", "localhost");
    reply("/away", { code: 307, headers: { location: `${other}/r12` } });
    expect((await client.get(`${issuer.url}/away`, { bearer: "t" })).body).toBe("end");
    expect(issuer.shown.slice(-2)).toEqual(["Bearer t", undefined]);
  });

  it.each<[string, Parameters<IssuerServer["replies"]["set"]>[1], string]>([
    ["with another status", { code: 503 }, "the server answered 503 Service Unavailable"],
    [
      "that are somewhere without encryption",
      { code: 302, headers: { location: "http://127.0.0.1/" } },
      "the URL is not one of https",
    ],
    ["that are in a file", { code: 302, headers: { location: "file:///etc/passwd" } }, "the URL is not one of https"],
    ["that never end", "endless", "the response is larger than 1048576 bytes"],
  ])("are rejected %s", async (_what, answer, message) => {
    expect(await fault(reply("/refused", answer))).toBe(`Get "${issuer.url}/refused": ${message}`);
    expect(clock.pendingTimers).toBe(0);
  });

  it.each(["http://127.0.0.1/", "ftp://a", "no URL", ""])("are not fetched from %j", async (url) => {
    expect(await fault(url)).toBe(`Get ${JSON.stringify(url)}: the URL is not one of https`);
  });

  it("have a timeout of 30 seconds, including redirects", async () => {
    const url = reply("/never", "never");
    const asked = issuer.asked.length;
    const answer = fault(url);
    await expect.poll(() => issuer.asked.length).toBe(asked + 1);
    await clock.advance(29_999);
    expect(clock.pendingTimers).toBe(1);
    await clock.advance(1);
    expect(await answer).toBe(`Get "${url}": context deadline exceeded`);
  });
});
