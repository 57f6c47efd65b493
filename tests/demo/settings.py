"""What each program of a demo is told: fernsign.conf, nginx, partners.

The demo's fernsign.conf is the file that operators get, with values changed;
so a key that the installed file does not explain cannot be set here.

SPDX-License-Identifier: Apache-2.0
"""

import json
import os
import re

import secrets_tls as st
from layout import RESPONDERS
from supervise import Failed


def change(text, values):
    """Set keys in the text of the installed configuration file."""
    section, out, left = None, [], {s: dict(v) for s, v in values.items()}
    for line in text.split("\n"):
        head = re.fullmatch(r"\[(\w+)\]", line)
        key = re.match(r"#?([a-z0-9_]+) =", line)
        section = head.group(1) if head else section
        if key and key.group(1) in left.get(section, {}):
            line = f"{key.group(1)} = {left[section].pop(key.group(1))}"
        out.append(line)
    unknown = [f"[{s}] {k}" for s, v in left.items() for k in v]
    if unknown:
        raise Failed("not in fernsign.conf: " + ", ".join(unknown))
    return "\n".join(out)


def write(path, text, mode=0o644):
    """Write a file that the reader sees whole or not at all."""
    with open(path + ".new", "w", encoding="utf-8") as f:
        f.write(text)
    os.chmod(path + ".new", mode)
    os.rename(path + ".new", path)


NGINX = """\
daemon off;
worker_processes 2;
pid {dir}/nginx.pid;
error_log {log} warn;
events {{ worker_connections 1024; }}
http {{
	include /etc/nginx/mime.types;
	default_type application/octet-stream;
	client_body_temp_path {dir}/body;
	proxy_temp_path {dir}/proxy;
	fastcgi_temp_path {dir}/fastcgi;
	uwsgi_temp_path {dir}/uwsgi;
	scgi_temp_path {dir}/scgi;
	include {conf}/fernsign-http.conf;
	server {{
		listen 127.0.0.1:{portal} ssl http2 default_server;
		include {conf}/fernsign-tls.conf;
		include {conf}/fernsign-default.conf;
	}}
	server {{
		listen 127.0.0.1:{portal} ssl http2;
		server_name localhost;
		ssl_certificate {cert}.pem;
		ssl_certificate_key {cert}.key;
		include {conf}/fernsign-tls.conf;
		include {conf}/fernsign-locations.conf;
	}}
	server {{
		listen 127.0.0.1:{public} default_server;
		server_name _;
		access_log off;
		return 444;
	}}
	server {{
		listen 127.0.0.1:{public};
		server_name localhost 127.0.0.1;
		include {conf}/fernsign-public.conf;
	}}
}}
"""


def nginx(layout, conf_dir):
    """Write what stands around the project's own nginx files."""
    path = layout.path("nginx.conf")
    write(path, NGINX.format(
        dir=layout.path("nginx"), log=layout.path("log", "nginx.log"),
        conf=conf_dir, cert=layout.path("secrets", "nginx", "server"),
        portal=layout.port["portal"], public=layout.port["public"]))
    return path


def fernsign(layout, template, words):
    """Write the demo's fernsign.conf."""
    with open(template, encoding="utf-8") as f:
        text = f.read()
    values = {
        "common": {
            "name": "fernsign demo",
            "portal_url": f"https://localhost:{layout.port['portal']}",
            "public_url": f"http://localhost:{layout.port['public']}",
            "run_dir": layout.run, "state_dir": layout.path("state"),
            "db_socket": layout.db_socket,
            "shop_url": f"http://localhost:{layout.port['shop']}/",
            "fault_points": "yes",
        },
        "peers": {n: layout.uid(n) for n in ["nginx", *RESPONDERS, "ctl"]},
    }
    for section, more in words.items():
        values.setdefault(section, {}).update(more)
    path = layout.path("fernsign.conf")
    write(path, change(text, values))
    return path


def ident(layout, link_secret):
    """Say where the identity partners of the demo are."""
    own = layout.path("secrets", "ident", "eid-service")
    return {
        "eid_client_url":
            f"http://127.0.0.1:{layout.port['eid_client']}/eID-Client",
        "eid_server_url": f"https://localhost:{layout.port['eid_soap']}/eid",
        "eid_server_ca": os.path.join(layout.dir, "tls-ca.pem"),
        "eid_server_cert": layout.path("state", "eid-server-sign.pem"),
        "eid_tls_cert": own + ".pem", "eid_tls_key_file": own + ".key",
        "eid_sign_cert": own + ".pem", "eid_sign_key_file": own + ".key",
        "identity_tm_url":
            f"http://localhost:{layout.port['identity_tm']}",
        "identity_tm_link_key_file": link_secret,
    }


def partners(layout, shared, words):
    """Write the configuration of the simulated partners, for them alone."""
    p, own = layout.port, layout.path("secrets", "partners")
    host = f"https://localhost:{p['portal']}"
    config = {
        "tls_ca": layout.path("tls-ca.pem"),
        "identity_tm": {
            "port": p["identity_tm"], "secret": words["ident_secret"],
            "link_secret": words["link_secret"],
            "events_url": host + "/ident/identity-tm/events",
            "gateway_url": f"http://127.0.0.1:{p['gateway']}/messages",
            "gateway_token": words["gateway_token"],
            "client_cert": own + "/identity-tm.pem",
            "client_key": own + "/identity-tm.key",
            "retry_ms": [0, 300, 1000, 3000]},
        "eid_client": {"port": p["eid_client"]},
        "eid_server": {
            "soap_port": p["eid_soap"], "paos_port": p["eid_paos"],
            "host": "localhost", "tls_cert": own + "/eid-server.pem",
            "tls_key": own + "/eid-server.key",
            "client_ca": layout.path("tls-ca.pem"),
            "sign_cert": own + "/eid-server-sign.pem",
            "sign_key": own + "/eid-server-sign.key",
            "client_sign_cert": layout.path("state", "eid-service.pem"),
            "schema_dir": os.path.join(shared, "schema")},
        "shop": {"port": p["shop"], "secret": words["shop_secret"],
                 "id": "demo-shop", "orders_url": host + "/shop/orders"},
        "inbox": {"port": p["inbox"], "smtp_port": p["smtp"],
                  "gateway_port": p["gateway"],
                  "token": words["gateway_token"]},
    }
    path = os.path.join(own, "partners.json")
    st.give(layout, "partners", path, json.dumps(config, indent=1).encode())
    return path
