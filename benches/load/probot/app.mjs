// The peer: the same work as wg-steward's, written with Probot, the framework of most GitHub Apps. It stores nothing.
import { Probot, ProbotOctokit, Server } from "probot";

const { HOST, PORT, APP_ID, PRIVATE_KEY, WEBHOOK_SECRET, GITHUB_API_URL, WORK } = process.env;

const steward = (app) => {
  app.on("pull_request.opened", async (context) => {
    if (WORK !== "yes") return;
    const { rest } = context.octokit;
    const { data: pull } = await rest.pulls.get(context.pullRequest());
    await rest.issues.listEventsForTimeline(context.issue());
    await rest.issues.addLabels(context.issue({ labels: ["wg: somebody"] }));
    await rest.pulls.requestReviewers(context.pullRequest({ reviewers: ["somebody"] }));
    await rest.checks.create(
      context.repo({ name: "wg-steward", head_sha: pull.head.sha, status: "completed", conclusion: "success" }),
    );
  });
};

// As with wg-steward in this bench, writes are not slowed down: the double does not mind.
const Octokit = ProbotOctokit.defaults((options) => ({ ...options, throttle: { ...options.throttle, enabled: false } }));
const configured = Probot.defaults({
  Octokit,
  appId: APP_ID,
  privateKey: PRIVATE_KEY,
  secret: WEBHOOK_SECRET,
  baseUrl: GITHUB_API_URL,
});

const server = new Server({ Probot: configured, host: HOST, port: Number(PORT), webhookPath: "/webhook" });
await server.load(steward);
await server.start();
