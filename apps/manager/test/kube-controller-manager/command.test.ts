import { describe, expect, it } from "vitest";
import { controllerManagerCommand } from "../../src/kube-controller-manager/command.js";

function run(...argv: string[]) {
  const command = controllerManagerCommand(argv);
  if (command.type !== "controllers") throw new Error(command.text);
  return command;
}

describe("engenho kube-controller-manager", () => {
  it("has kube-controller-manager's defaults, but no limit of requests", () => {
    expect(run().options).toMatchObject({
      controllers: ["*"],
      leaderElect: true,
      leaderElectLeaseDuration: 15_000,
      leaderElectRenewDeadline: 10_000,
      leaderElectRetryPeriod: 2_000,
      leaderElectResourceName: "kube-controller-manager",
      leaderElectResourceNamespace: "kube-system",
      kubeApiQps: 0,
      bindAddress: "0.0.0.0",
      securePort: 10_257,
    });
  });

  it("takes the flags of a static Pod of kubeadm: what does not matter here is ignored with a warning", () => {
    const { options, warnings } = run(
      "--allocate-node-cidrs=true",
      "--authentication-kubeconfig=/etc/kubernetes/controller-manager.conf",
      "--bind-address=127.0.0.1",
      "--cluster-cidr",
      "10.244.0.0/16",
      "--controllers=*,-namespace",
      "--kubeconfig=/etc/kubernetes/controller-manager.conf",
      "--leader-elect=true",
      "--root-ca-file=/etc/kubernetes/pki/ca.crt",
      "--service-account-private-key-file=/etc/kubernetes/pki/sa.key",
      "--use-service-account-credentials=true",
      "-v=2",
    );
    expect(options).toMatchObject({ bindAddress: "127.0.0.1", controllers: ["*", "-namespace"], v: 2 });
    expect(options.kubeconfig).toBe("/etc/kubernetes/controller-manager.conf");
    expect(warnings).toEqual([
      "--allocate-node-cidrs is ignored",
      "--authentication-kubeconfig is ignored",
      "--cluster-cidr is ignored",
      "--use-service-account-credentials is ignored",
    ]);
  });

  it.each<[string[], string]>([
    [
      ["--leader-elect-lease-duration=5s"],
      "--leader-elect-lease-duration must be greater than --leader-elect-renew-deadline",
    ],
    [
      ["--leader-elect-retry-period=9s"],
      "--leader-elect-renew-deadline must be greater than 1.2 times --leader-elect-retry-period",
    ],
    [["--leader-elect-retry-period=soon"], "It must be a duration"],
    [["--leader-elect-resource-lock=endpoints"], "It must be leases."],
    [["--controllers=nothing"], '"nothing" is not a controller'],
    [["--kube-api-qps=-1"], "It must be a number of requests per second"],
    [["--tls-cert-file=a"], "--tls-cert-file and --tls-private-key-file belong together"],
    [["--no-such-flag=1"], "unknown option '--no-such-flag=1'"],
    [["extra"], "too many arguments"],
  ])("refuses %j in one sentence, with exit code 2", (argv, sentence) => {
    const error = (() => {
      try {
        return run(...argv);
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toMatchObject({ name: "UsageError", exitCode: 2, message: expect.stringContaining(sentence) });
    expect((error as Error).message).not.toContain("\n");
  });

  it("without an election its times do not matter", () => {
    expect(run("--leader-elect=false", "--leader-elect-lease-duration=5s").options.leaderElect).toBe(false);
  });

  it("prints its help", () => {
    const help = controllerManagerCommand(["--help"]);
    expect(help.type === "print" && help.text).toContain("--leader-elect-resource-name <name>");
  });
});
