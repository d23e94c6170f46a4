import { provide } from "./blackbox-deployment.ts";

/** The deployment that CHAT_URL names, or else the real process on a free port. */
export default provide;
