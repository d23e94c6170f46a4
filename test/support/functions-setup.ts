import { makeBundles } from "./functions/bundles.ts";
import { provideServices } from "./services/provide.ts";

/** The services, and the functions as they are deployed. */
export default async (): Promise<void> => {
  await makeBundles();
  await provideServices();
};
