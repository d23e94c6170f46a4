import { dismissFunctions } from "./blackbox-functions.ts";

export default dismissFunctions;
