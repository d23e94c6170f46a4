import { dismiss } from "./blackbox-deployment.ts";

export default dismiss;
