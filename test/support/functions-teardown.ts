import { dismissServices } from "./services/provide.ts";

export default dismissServices;
