/** A certificate and its key, as openssl(1) makes them. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";

/** Makes a certificate that nobody has signed, in a directory. Returns its file and its key's. */
export function makeCertificate(directory: string): {
  readonly cert: string;
  readonly key: string;
} {
  const [cert, key] = [join(directory, "cert.pem"), join(directory, "key.pem")];
  const { status, stderr } = spawnSync(
    "openssl",
    [
      ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"],
      ...["-days", "2", "-subj", "/CN=localhost", "-keyout", key, "-out", cert],
    ],
    { encoding: "utf8" },
  );
  if (status !== 0) throw new Error(`openssl: ${stderr}`);
  return { cert, key };
}
