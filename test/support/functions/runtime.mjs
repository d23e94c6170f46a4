/**
 * The inside of an execution environment: loads a function from its file, and answers one event after another. It knows
 * nothing of the repository, so that a function that lacks something fails here as it would anywhere else.
 */
import { pathToFileURL } from "node:url";

const [file = "", functionName = ""] = process.argv.slice(2);

const failureOf = (error) =>
  error instanceof Error
    ? { errorType: error.name, errorMessage: error.message, trace: error.stack }
    : { errorType: typeof error, errorMessage: String(error) };

const contextOf = (awsRequestId, deadline) => ({
  functionName,
  functionVersion: "$LATEST",
  awsRequestId,
  callbackWaitsForEmptyEventLoop: true,
  getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
});

const answerTo = async ({ event, requestId, deadline }) => {
  try {
    return { result: (await handler(event, contextOf(requestId, deadline))) ?? null };
  } catch (error) {
    return { failure: failureOf(error) };
  }
};

// Whoever asks is gone, and so is the reason to be here.
process.on("disconnect", () => process.exit(0));

const { handler } = await import(pathToFileURL(file).href);
if (typeof handler !== "function") throw new TypeError(`${file} exports no handler.`);
process.on("message", async (asked) => process.send(await answerTo(asked)));
process.send("ready");
