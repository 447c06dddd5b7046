import runpy


def test_it_greets(capsys):
    runpy.run_path("app.py")
    assert capsys.readouterr().out == "Hello from one container!\n"
