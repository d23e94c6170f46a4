import type { Request } from "express";
import express from "express";

import { LIMITS } from "../../client/src/contract.ts";
import { ChatError } from "../../core/errors.ts";

/** Bytes as they came: what they mean is decided here, so that bytes that are not UTF-8 are refused, not replaced. */
export const readBytes = express.raw({ type: () => true, limit: LIMITS.bodyBytes, inflate: false });

const isJson = (contentType: string): boolean => {
  const [type = "", ...parameters] = contentType.toLowerCase().split(";");
  const charset = parameters.map((each) => /^\s*charset\s*=\s*"?([^"\s]*)"?\s*$/.exec(each)?.[1]).find(Boolean);
  return type.trim() === "application/json" && (charset === undefined || charset === "utf-8" || charset === "utf8");
};

/**
 * @returns the JSON in the request, or nothing when it has no body.
 * @throws ChatError `unsupported_media_type`, `malformed_json`
 */
export const jsonIn = (request: Request): unknown => {
  const bytes: unknown = request.body;
  const contentType = request.get("content-type");
  const isEmpty = !Buffer.isBuffer(bytes) || bytes.length === 0;
  if (contentType === undefined ? !isEmpty : !isJson(contentType)) throw new ChatError("unsupported_media_type");
  if (contentType === undefined) return undefined;
  if (isEmpty) throw new ChatError("malformed_json", "The body is empty.");
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new ChatError("malformed_json", undefined, { cause });
  }
};
