import { provideServices } from "./services/provide.ts";

/** The services that DATABASE_URL, AMQP_URL and REDIS_URL name, or else servers of the run's own. */
export default provideServices;
