"""An RTSP server of GStreamer's: a camera, or a place to push to, of somebody else's making.

Prints its port once it listens. Arguments: a file (H264, AAC) that it plays at /cam, or with `record` writes what is
pushed there to (Matroska), then any of: digest, basic (user "u", password "p w"), tls=CERTIFICATE,KEY, tcp, multicast,
address=ADDRESS.
"""

import sys

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtsp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import Gio, GLib, Gst, GstRtsp, GstRtspServer

LAUNCH = (
    "( filesrc location={file} ! qtdemux name=d "
    "d.video_0 ! queue ! h264parse config-interval=-1 ! rtph264pay name=pay0 pt=96 "
    "d.audio_0 ! queue ! aacparse ! rtpmp4gpay name=pay1 pt=97 )"
)


RECORD = (
    "( rtph264depay name=depay0 ! h264parse ! queue ! m. "
    "rtpmp4gdepay name=depay1 ! aacparse ! queue ! m. "
    "matroskamux name=m ! filesink location={file} )"
)


def main():
    file, *options = sys.argv[1:]
    Gst.init(None)
    server = GstRtspServer.RTSPServer()
    server.set_address(option(options, "address") or "127.0.0.1")
    server.set_service("0")
    factory = GstRtspServer.RTSPMediaFactory()
    factory.set_launch((RECORD if "record" in options else LAUNCH).format(file=file))
    factory.set_shared(True)
    if "record" in options:
        factory.set_transport_mode(GstRtspServer.RTSPTransportMode.RECORD)
    if "tcp" in options:
        factory.set_protocols(GstRtsp.RTSPLowerTrans.TCP)
    if "multicast" in options:
        pool = GstRtspServer.RTSPAddressPool()
        pool.add_range("239.77.3.1", "239.77.3.9", 28000, 28009, 1)
        factory.set_address_pool(pool)
        factory.set_protocols(GstRtsp.RTSPLowerTrans.UDP_MCAST)
    auth = authentication(factory, options)
    if auth:
        server.set_auth(auth)
    server.get_mount_points().add_factory("/cam", factory)
    server.attach(None)
    print(server.get_bound_port(), flush=True)
    GLib.MainLoop().run()


def option(options, name):
    return next((o[len(name) + 1 :] for o in options if o.startswith(name + "=")), None)


def authentication(factory, options):
    tls = option(options, "tls")
    methods = [each for each in options if each in ("digest", "basic")]
    if not tls and not methods:
        return None
    auth = GstRtspServer.RTSPAuth()
    if tls:
        auth.set_tls_certificate(Gio.TlsCertificate.new_from_files(*tls.split(",")))
    token = GstRtspServer.RTSPToken()
    token.set_string(GstRtspServer.RTSP_TOKEN_MEDIA_FACTORY_ROLE, "user")
    role = GstRtspServer.RTSP_PERM_MEDIA_FACTORY_ACCESS
    factory.add_role_from_structure(permissions(role))
    if "digest" in methods:
        auth.set_supported_methods(GstRtsp.RTSPAuthMethod.DIGEST)
        auth.add_digest("u", "p w", token)
    elif "basic" in methods:
        auth.add_basic(GstRtspServer.RTSPAuth.make_basic("u", "p w"), token)
    else:
        auth.set_default_token(token)
    return auth


def permissions(access):
    structure = Gst.Structure.new_empty("user")
    structure.set_value(access, True)
    structure.set_value(GstRtspServer.RTSP_PERM_MEDIA_FACTORY_CONSTRUCT, True)
    return structure


main()
