"""WeCom (企业微信) as a channel: an AI bot over the long connection or by callbacks, and an agent app that sends.

frames    the words of the wire, pure            link      one connection after another, for ever
drawing   a message as texts and a card, pure    answering callbacks and presses that wait for their one answer
updates   a stored update -> what it says        media     files up and down
outcomes  what a code means, pure                sending   one message of ours -> a few of WeCom's
crypto    signatures and encryption, pure        callbacks what arrives on the web server
app       the agent app's REST interface         channel   all of it together
"""
