import { jwtVerify } from "jose";
import { secret } from "./settings.ts";

/** @throws when the token is not valid */
export const userOf = async (token: string): Promise<string> => {
  const { payload } = await jwtVerify(token, secret, { algorithms: ["HS256"], requiredClaims: ["sub", "exp"] });
  return payload.sub ?? "";
};
